/** What two daemons can't have in common: folders, terminals, counters, the time, how much memory is free at the moment. */
export function normalise(text: string, folders: readonly string[]): string {
  return folders
    .reduce((text, folder) => text.replaceAll(folder, 'FOLDER'), text)
    .replace(/\/dev\/pts\/\d+/g, '/dev/pts/N')
    .replace(/\bTime: +[\d.]+ ms/g, 'Time: N')
    .replace(/^(CPU time|cpu_time|user|system|idle|iowait|usage|Time elapsed|Delay):? +[\d.]+ *(s|%)?$/gim, '$1: N')
    .replace(/^((?:\s*)(?:total|free|buffers|cached|Total)\s*:)\s*\d+ KiB$/gm, '$1 N KiB')
    .replace(/^(\s*\d+(?: KiB)?|\s*Total|\s*\d+KiB): +\d+( KiB)?$/gm, '$1: N$2')
    .replace(/(time|rd_total_times|wr_total_times|flush_total_times|rss|last_update)(\s|=)-?\d+/g, '$1$2N')
    .replace(/\.(time|user|system|delay|wait|times)=\d+/g, '.$1=N')
    .replace(/^(\s+(?:cpu_time|vcpu_time|user_time|system_time)\s+)[\d.]+/gm, '$1N')
    .replace(/tsc'? frequency='\d+'/g, "tsc frequency='N'")
    .replace(/ +$/gm, '')
}
