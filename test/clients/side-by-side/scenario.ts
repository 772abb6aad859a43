/** One command of virsh; where it is about the guest, `guest` stands for it. */
export type Command = readonly string[]

const line = (text: string): Command => text.split(' ')

/** What is asked about the host. */
export const hostCommands: readonly Command[] = [
  ...['uri', 'hostname', 'nodeinfo', 'nodecpumap', 'nodecpustats', 'nodecpustats --percent', 'nodememstats'].map(line),
  ...['freecell', 'freecell --all', 'freepages --all', 'maxvcpus', 'maxvcpus kvm', 'version', 'sysinfo'].map(line),
  ...['cpu-models x86_64', 'node-memory-tune', 'nodesevinfo', 'capabilities', 'domcapabilities'].map(line),
  ...['domcapabilities --machine pc --virttype qemu', 'list --all', 'list --name', 'list --uuid', 'list --id'].map(
    line,
  ),
  ...['domstats', 'domid nobody', 'start nobody', 'domname 77', 'hypervisor-cpu-baseline missing.xml'].map(line),
]

const facts: readonly Command[] = [
  ...['dominfo guest', 'domstate guest', 'domstate guest --reason', 'domid guest', 'domuuid guest'].map(line),
  ...['dumpxml guest', 'dumpxml guest --inactive', 'dumpxml guest --security-info', 'dumpxml guest --migratable'].map(
    line,
  ),
  ...['list', 'list --all', 'list --all --uuid', 'list --all --name', 'list --all --title', 'list --all --id'].map(
    line,
  ),
  ...['list --persistent', 'list --transient', 'list --autostart', 'list --no-autostart', 'list --with-snapshot'].map(
    line,
  ),
  ...['list --without-snapshot', 'list --managed-save', 'list --with-managed-save', 'list --state-running'].map(line),
  ...['list --state-paused', 'list --state-shutoff', 'list --state-other', 'list --inactive'].map(line),
  ...['desc guest', 'desc guest --title', 'desc guest --config', 'metadata guest http://example.com/a'].map(line),
  ...['vcpucount guest', 'vcpucount guest --maximum --live', 'vcpucount guest --current --config'].map(line),
  ...['vcpuinfo guest', 'vcpuinfo guest --pretty', 'vcpupin guest', 'emulatorpin guest', 'iothreadinfo guest'].map(
    line,
  ),
  ...['domblklist guest', 'domblklist guest --details', 'domiflist guest', 'domblkinfo guest vda'].map(line),
  ...[
    'domblkinfo guest --all',
    'domblkinfo guest nope',
    'domblkerror guest',
    'domcontrol guest',
    'domjobinfo guest',
  ].map(line),
  ...['domjobabort guest', 'domblkstat guest vda', 'domblkstat guest vda --human', 'domblkstat guest nope'].map(line),
  ...['domifstat guest vnet77', 'domiftune guest 52:54:00:aa:bb:cc', 'domif-getlink guest 52:54:00:aa:bb:cc'].map(line),
  ...['dommemstat guest', 'domstats guest --state --balloon --vcpu --interface --block', 'schedinfo guest'].map(line),
  ...['memtune guest', 'blkiotune guest', 'numatune guest', 'blkdeviotune guest vda', 'perf guest'].map(line),
  ...['ttyconsole guest', 'vncdisplay guest', 'domdisplay guest', 'domdisplay guest --all', 'cpu-stats guest'].map(
    line,
  ),
  ...['domlaunchsecinfo guest', 'guestinfo guest', 'domhostname guest', 'domtime guest', 'domfsinfo guest'].map(line),
  ...['domifaddr guest', 'domifaddr guest --source agent', 'guestvcpus guest', 'dommessages guest'].map(line),
  ...['snapshot-list guest', 'managedsave-remove guest', 'domblkthreshold guest vda 0'].map(line),
]

/** The life of a guest that is defined from the file `guest.xml`; `start` fails where it runs already, and so on. */
export const guestCommands: readonly Command[] = [
  ...['define guest.xml', 'define guest.xml --validate', 'define broken.xml', 'define missing.xml'].map(line),
  ...facts,
  ...['resume guest', 'suspend guest', 'shutdown guest', 'reboot guest', 'reset guest', 'destroy guest'].map(line),
  ...['send-key guest KEY_A', 'inject-nmi guest', 'setmem guest 32M', 'setmem guest 48M --config'].map(line),
  ...['setmem guest 99999M --config', 'setmaxmem guest 96M --config', 'setvcpus guest 2 --config'].map(line),
  ...['setvcpus guest 3 --config --maximum', 'setvcpus guest 2 --config', 'setvcpus guest 9 --config'].map(line),
  ...['autostart guest', 'autostart guest --disable', 'autostart guest --once', 'autostart guest --once --disable'].map(
    line,
  ),
  [...line('desc guest --config --title'), 'A title'],
  [...line('desc guest --config'), 'What it is for'],
  [...line('desc guest --live'), 'not running'],
  [...line('metadata guest http://example.com/a --key a --config --set'), "<info words='two'/>"],
  ...['metadata guest http://example.com/a', 'metadata guest http://example.com/a --remove', 'desc guest'].map(line),
  ...['dumpxml guest', 'domrename guest other', 'domstate guest', 'domrename other guest', 'domrename guest guest'].map(
    line,
  ),
  ...['set-lifecycle-action guest crash preserve --config', 'schedinfo guest --set cpu_shares=2048 --config'].map(line),
  ...['memtune guest 131072 --config', 'blkiotune guest --weight 500 --config', 'dumpxml guest'].map(line),
  ...['vcpupin guest 0 0 --config', 'emulatorpin guest 0 --config', 'iothreadadd guest 1 --config'].map(line),
  ...['iothreaddel guest 1 --config', 'blkdeviotune guest vda --total-iops-sec 100 --config', 'vcpupin guest'].map(
    line,
  ),
  ...['domiftune guest 52:54:00:aa:bb:cc --inbound 100 --config', 'dumpxml guest'].map(line),
  ...['start guest --paused', 'start guest', 'define guest.xml', 'domrename guest other'].map(line),
  ...facts,
  ...['resume guest', 'domstate guest --reason', 'resume guest', 'suspend guest', 'domstate guest --reason'].map(line),
  ...['suspend guest', 'resume guest', 'reset guest', 'send-key guest KEY_LEFTCTRL KEY_A', 'inject-nmi guest'].map(
    line,
  ),
  ...['send-key guest KEY_NOPE', 'send-key guest --codeset xt 30', 'setmem guest 32M', 'setmaxmem guest 96M'].map(line),
  ...['setvcpus guest 2 --live', 'setvcpus guest 9 --live', 'dommemstat guest --period 1 --live'].map(line),
  [...line('desc guest --live'), 'it runs'],
  ...['desc guest', 'desc guest --config', 'set-lifecycle-action guest crash destroy --live'].map(line),
  ...['qemu-monitor-command guest --hmp help-nothing', 'qemu-agent-command guest {}'].map(line),
  ...['domxml-to-native qemu-argv --domain guest', 'undefine guest', 'domstate guest', 'list --transient'].map(line),
  ...['autostart guest', 'define guest.xml', 'list --persistent', 'destroy guest', 'domstate guest --reason'].map(line),
  ...['destroy guest', 'create guest.xml', 'undefine guest', 'create guest.xml', 'destroy guest'].map(line),
  ...['create guest.xml --paused', 'dominfo guest', 'undefine guest', 'destroy guest', 'undefine guest'].map(line),
  ...['domstate guest', 'create guest.xml --autodestroy', 'list --all'].map(line),
]
