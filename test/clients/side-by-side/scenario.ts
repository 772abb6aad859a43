/** When something is asked, in the order of a guest's life. */
export const phaseTitles = {
  host: 'before there is any guest',
  defined: 'a guest is defined, and does not run',
  changed: 'its definition is changed',
  running: 'it was started paused, and defined anew while it runs',
  used: 'it goes on, and is changed while it runs',
  over: 'it is destroyed, and lives again without a definition',
  binding:
    "a guest's life again, by libvirt's Python binding: numbers of an error are its code and the part of libvirt that says so",
} as const

/** Commands of virsh in their order; where one is about the guest, `guest` stands for it. */
export interface Phase {
  name: Exclude<keyof typeof phaseTitles, 'binding'>
  commands: readonly (readonly string[])[]
}

const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '))

const host = lines(`
uri
hostname
nodeinfo
nodecpumap
nodecpustats
nodecpustats --percent
nodememstats
freecell
freecell --all
freepages --all
maxvcpus
maxvcpus kvm
version
sysinfo
cpu-models x86_64
node-memory-tune
node-memory-tune --shm-pages-to-scan 100
nodesevinfo
allocpages --pagesize 3 --pagecount 1 --cellno 0
allocpages --pagesize 2048 --pagecount 1 --cellno 77
capabilities
domcapabilities
domcapabilities --machine pc --virttype qemu
list --all
list --name
list --uuid
list --id
domstats
domid nobody
start nobody
domname 77
hypervisor-cpu-baseline missing.xml
`)

/** What can be asked of a domain, whether it runs or not. */
const facts = lines(`
dominfo guest
domstate guest
domstate guest --reason
domid guest
domuuid guest
dumpxml guest
dumpxml guest --inactive
dumpxml guest --security-info
dumpxml guest --update-cpu
dumpxml guest --migratable
list
list --all
list --all --uuid
list --all --name
list --all --title
list --all --id
list --persistent
list --transient
list --autostart
list --no-autostart
list --with-snapshot
list --without-snapshot
list --managed-save
list --with-managed-save
list --state-running
list --state-paused
list --state-shutoff
list --state-other
list --inactive
desc guest
desc guest --title
desc guest --config
metadata guest http://example.com/a
vcpucount guest
vcpucount guest --maximum --live
vcpucount guest --current --config
vcpucount guest --guest
vcpuinfo guest
vcpuinfo guest --pretty
vcpupin guest
emulatorpin guest
iothreadinfo guest
domblklist guest
domblklist guest --details
domiflist guest
domblkinfo guest vda
domblkinfo guest --all
domblkinfo guest nope
domblkerror guest
domcontrol guest
domjobinfo guest
domjobabort guest
domblkstat guest vda
domblkstat guest vda --human
domblkstat guest nope
domifstat guest vnet77
domiftune guest 52:54:00:aa:bb:cc
domif-getlink guest 52:54:00:aa:bb:cc
dommemstat guest
domstats guest --state --balloon --vcpu --interface --block
schedinfo guest
memtune guest
blkiotune guest
numatune guest
blkdeviotune guest vda
perf guest
ttyconsole guest
vncdisplay guest
domdisplay guest
domdisplay guest --all
cpu-stats guest
domlaunchsecinfo guest
guestinfo guest
domhostname guest
domtime guest
domfsinfo guest
domifaddr guest
domifaddr guest --source agent
guestvcpus guest
dommessages guest
snapshot-list guest
managedsave-remove guest
domblkthreshold guest vda 0
`)

const defined = lines(`
define guest.xml
define guest.xml --validate
define broken.xml
define missing.xml
`)

const changed = [
  ...lines(`
resume guest
suspend guest
shutdown guest
reboot guest
reset guest
destroy guest
send-key guest KEY_A
inject-nmi guest
setmem guest 32M
setmem guest 48M --config
setmem guest 99999M --config
setmaxmem guest 96M --config
setvcpus guest 2 --config
setvcpus guest 3 --config --maximum
setvcpus guest 2 --config
setvcpus guest 9 --config
setvcpus guest 1 --guest
autostart guest
autostart guest --disable
autostart guest --once
autostart guest --once --disable`),
  ['desc', 'guest', '--config', '--title', 'A title'],
  ['desc', 'guest', '--config', 'What it is for'],
  ['desc', 'guest', '--live', 'not running'],
  [...'metadata guest http://example.com/a --key a --config --set'.split(' '), "<info words='two'/>"],
  ...lines(`
metadata guest http://example.com/a
metadata guest http://example.com/a --remove
desc guest
dumpxml guest
domrename guest other
domstate guest
domrename other guest
domrename guest guest
set-lifecycle-action guest crash preserve --config
schedinfo guest --set cpu_shares=2048 --config
memtune guest 131072 --config
blkiotune guest --weight 500 --config
vcpupin guest 0 0 --config
emulatorpin guest 0 --config
iothreadadd guest 1 --config
iothreaddel guest 1 --config
blkdeviotune guest vda --total-iops-sec 100 --config
vcpupin guest
domiftune guest 52:54:00:aa:bb:cc --inbound 100 --config
dumpxml guest`),
]

const used = [
  ...lines(`
resume guest
domstate guest --reason
resume guest
suspend guest
domstate guest --reason
suspend guest
resume guest
reset guest
send-key guest KEY_LEFTCTRL KEY_A
inject-nmi guest
send-key guest KEY_NOPE
send-key guest --codeset xt 30
setmem guest 32M
setmaxmem guest 96M
setvcpus guest 2 --live
setvcpus guest 9 --live
vcpucount guest --guest
setvcpus guest 1 --guest
dommemstat guest --period 1 --live`),
  ['desc', 'guest', '--live', 'it runs'],
  ...lines(`
desc guest
desc guest --config
set-lifecycle-action guest crash destroy --live
qemu-monitor-command guest --hmp help-nothing
qemu-agent-command guest {"execute":"guest-ping"}
dominfo guest
domxml-to-native qemu-argv --domain guest
undefine guest
domstate guest
list --transient
autostart guest
define guest.xml
list --persistent
`),
]

const over = lines(`
destroy guest
domstate guest --reason
destroy guest
suspend guest
resume guest
shutdown guest
domid guest
dommemstat guest
create guest.xml
undefine guest
create guest.xml
destroy guest
create guest.xml --paused
dominfo guest
undefine guest
destroy guest
undefine guest
domstate guest
create guest.xml --autodestroy
`)

/** The life of a guest, from a host without any to its end; what a phase leaves is where the next one begins. */
export const scenario: readonly Phase[] = [
  { name: 'host', commands: host },
  { name: 'defined', commands: [...defined, ...facts] },
  { name: 'changed', commands: changed },
  {
    name: 'running',
    commands: [...lines('start guest --paused\nstart guest\ndefine guest.xml\ndomrename guest other'), ...facts],
  },
  { name: 'used', commands: used },
  { name: 'over', commands: over },
]
