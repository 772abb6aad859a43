/** What two daemons can't have in common: folders, terminals, counters, the time, how much memory is free at the moment. */
export function normalise(text: string, folders: readonly string[]): string {
  return (
    folders
      .reduce((text, folder) => text.replaceAll(folder, 'FOLDER'), text)
      .replace(/\/dev\/pts\/\d+/g, '/dev/pts/N')
      .replace(/\bTime: +[\d.]+ ms/g, 'Time: N')
      // A CPU that has had no time yet has no such line.
      .replace(/^CPU time:.*\n/gm, '')
      .replace(/^(cpu_time|user|system|idle|iowait|usage|Time elapsed|Delay):? +[\d.]+ *(s|%)?$/gim, '$1: N')
      .replace(/^((?:\s*)(?:total|free|buffers|cached|Total)\s*:)\s*\d+ KiB$/gm, '$1 N KiB')
      .replace(/^(\s*\d+(?: KiB)?|\s*Total|\s*\d+KiB): +\d+( KiB)?$/gm, '$1: N$2')
      .replace(/(time|rd_total_times|wr_total_times|flush_total_times|rss|last_update)(\s|=)-?\d+/g, '$1$2N')
      .replace(/\.(time|user|system|delay|wait|times)=\d+/g, '.$1=N')
      .replace(/^(\s+(?:cpu_time|vcpu_time|user_time|system_time)\s+)[\d.]+/gm, '$1N')
      .replace(/tsc'? frequency='\d+'/g, "tsc frequency='N'")
      .replace(/^CPU: +\d+$/gm, 'CPU: N')
      .replace(/socket=\S+/g, 'socket=SOCKET')
      .replace(/^( {4}<uuid>).*(<\/uuid>)$/gm, '$1N$2')
      // The rule of a table is as long as the longest path in it.
      .replace(/^-{8,}$/gm, '--------')
      .replace(/ +$/gm, '')
      .trim()
  )
}

/** What is wrong is said as libvirt says it; where it was and what would help stands behind that. */
export function withoutHints(ours: string, theirs: string): string {
  const expected = theirs.split('\n')
  return ours
    .split('\n')
    .map((line, index) => {
      const other = expected[index] ?? ''
      const more = line.startsWith('error: ') && line.startsWith(other) ? line.slice(other.length) : ''
      return /^(; | \(at )/.test(more) ? other : line
    })
    .join('\n')
}
