"""Asks one daemon, by libvirt's own binding, what virsh does not show; prints one JSON object a line: the question and the answer."""

import json
import os
import re
import sys
import threading

import libvirt
import libvirt_qemu

uri, file = sys.argv[1:]
libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()
happened = threading.Condition()
events = []


def loop():
    while True:
        libvirt.virEventRunDefaultImpl()


def told(*event):
    with happened:
        events.append(event)
        happened.notify_all()


def wait_for(count, number=libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE):
    """The next events of one kind, in their order."""

    def found():
        return [each for each in events if each[0] == number]

    with happened:
        happened.wait_for(lambda: len(found()) >= count, 10)
        next_ones = found()[:count]
        for each in next_ones:
            events.remove(each)
        return next_ones


def plain(value):
    if isinstance(value, (libvirt.virDomain, libvirt.virConnect)):
        return type(value).__name__
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def shape(value):
    """What stays of numbers that no two runs have in common."""
    if isinstance(value, dict):
        return {str(key): shape(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [shape(each) for each in value]
    return type(value).__name__


def ask(question, answer):
    try:
        text = json.dumps(plain(answer()), indent=1, sort_keys=True)
    except libvirt.libvirtError as error:
        # libvirt tells the name of its own function; nobody else has such.
        message = re.sub(r"(unsupported flags .*) in function \w+", r"\1", error.get_error_message() or "")
        text = f"error: {error.get_error_code()} of {error.get_error_domain()}, level {error.get_error_level()}: {message}"
    print(json.dumps({"question": question, "answer": text}), flush=True)


threading.Thread(target=loop, daemon=True).start()
host = libvirt.open(uri)
with open(file) as opened:
    xml = opened.read()
missing = "00000000-0000-0000-0000-000000000001"

ask("getType()", host.getType)
ask("getVersion()", host.getVersion)
ask("isEncrypted()", host.isEncrypted)
ask("isSecure()", host.isSecure)
ask("isAlive()", host.isAlive)
ask("setKeepAlive(5, 3)", lambda: host.setKeepAlive(5, 3))
ask("getMaxVcpus(None)", lambda: host.getMaxVcpus(None))
ask("getInfo()", lambda: host.getInfo()[:3] + host.getInfo()[4:])
ask("getCPUMap()", host.getCPUMap)
ask("getCPUStats(-1)", lambda: shape(host.getCPUStats(-1)))
ask("getCPUStats(99)", lambda: host.getCPUStats(99))
ask("getMemoryStats(-1)", lambda: shape(host.getMemoryStats(-1)))
ask("getMemoryStats(99)", lambda: host.getMemoryStats(99))
ask("getFreeMemory()", lambda: shape(host.getFreeMemory()))
ask("getCellsFreeMemory(0, 1)", lambda: shape(host.getCellsFreeMemory(0, 1)))
ask("getCellsFreeMemory(5, 1)", lambda: host.getCellsFreeMemory(5, 1))
ask("getSecurityModel()", host.getSecurityModel)
ask("getDomainCapabilities('nope')", lambda: host.getDomainCapabilities("nope", None, None, None))
ask("getDomainCapabilities('no machine')", lambda: host.getDomainCapabilities(None, "x86_64", "nope", None))
ask("compareCPU('<a/>')", lambda: host.compareCPU("<a/>"))
ask("baselineCPU([])", lambda: host.baselineCPU([]))
ask("getSEVInfo()", host.getSEVInfo)
ask("setMemoryParameters(shared)", lambda: host.setMemoryParameters({"shm_pages_shared": 100}, 0))
ask("allocPages(3 KiB)", lambda: host.allocPages({3: 1}, 0, 1, 0))
ask("allocPages(cell 77)", lambda: host.allocPages({2048: 1}, 77, 1, 0))
ask("setIdentity({})", lambda: host.setIdentity({}, 0))
ask("setIdentity(oneself)", lambda: libvirt.open(uri).setIdentity({"unix-user-id": 65534}, 0))
ask("numOfDomains()", lambda: [host.numOfDomains(), host.numOfDefinedDomains()])
ask("listDomainsID()", lambda: [host.listDomainsID(), host.listDefinedDomains()])
ask("listAllDomains(wrong flags)", lambda: host.listAllDomains(1 << 30))
ask("lookupByName('nobody')", lambda: host.lookupByName("nobody"))
ask("lookupByUUIDString(missing)", lambda: host.lookupByUUIDString(missing))
ask("lookupByID(77)", lambda: host.lookupByID(77))
ask("defineXML('')", lambda: host.defineXML(""))
ask("defineXML('<a/>')", lambda: host.defineXML("<a/>"))
ask("defineXML(no name)", lambda: host.defineXML("<domain type='qemu'/>"))
ask("defineXML(no memory)", lambda: host.defineXML("<domain type='qemu'><name>a</name><os><type>hvm</type></os></domain>"))
ask("defineXML(no os)", lambda: host.defineXML("<domain type='qemu'><name>a</name><memory>9</memory></domain>"))
ask("defineXML(type)", lambda: host.defineXML(xml.replace("'qemu'", "'nope'", 1)))
ask("defineXML(slash)", lambda: host.defineXML(xml.replace("<name>guest", "<name>a/b")))
ask("defineXMLFlags(wrong)", lambda: host.defineXMLFlags(xml, 1 << 20))
ask("createXML(wrong flags)", lambda: host.createXML(xml, 1 << 20))

for number in (libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT):
    host.domainEventRegisterAny(None, number, lambda _, domain, *rest, number=number: told(number, domain.name(), *rest[:-1]), None)
ask("domainEventRegisterAny(99)", lambda: host.domainEventRegisterAny(None, 99, lambda *_: None, None))
ask("domainEventDeregisterAny(99)", lambda: host.domainEventDeregisterAny(99))
close = lambda *_: None
ask("registerCloseCallback()", lambda: host.registerCloseCallback(close, None))
ask("unregisterCloseCallback()", host.unregisterCloseCallback)

guest = host.defineXML(xml)
ask("defined: events", lambda: wait_for(1))
ask("defined: defineXML(same name)", lambda: host.defineXML(xml.replace("c7a5fdbd", "c7a5fdbe")))
ask("defined: defineXML(same uuid)", lambda: host.defineXML(xml.replace("<name>guest", "<name>other")))


def both(when):
    """What is asked of a guest that runs and of one that doesn't."""
    ask(f"{when}: info()", lambda: guest.info()[:4])
    ask(f"{when}: state()", lambda: guest.state())
    ask(f"{when}: state(wrong flags)", lambda: guest.state(4))
    ask(f"{when}: ID()", guest.ID)
    ask(f"{when}: OSType()", guest.OSType)
    ask(f"{when}: isActive(), isPersistent(), isUpdated()", lambda: [guest.isActive(), guest.isPersistent(), guest.isUpdated()])
    ask(f"{when}: autostart()", guest.autostart)
    ask(f"{when}: maxMemory()", lambda: [guest.maxMemory(), guest.maxVcpus()])
    ask(f"{when}: hasManagedSaveImage()", guest.hasManagedSaveImage)
    ask(f"{when}: snapshotNum()", guest.snapshotNum)
    ask(f"{when}: listAllSnapshots()", guest.listAllSnapshots)
    ask(f"{when}: snapshotListNames()", guest.snapshotListNames)
    ask(f"{when}: snapshotLookupByName('nope')", lambda: guest.snapshotLookupByName("nope"))
    ask(f"{when}: hasCurrentSnapshot()", guest.hasCurrentSnapshot)
    ask(f"{when}: snapshotCurrent()", guest.snapshotCurrent)
    ask(f"{when}: listAllCheckpoints()", guest.listAllCheckpoints)
    ask(f"{when}: checkpointLookupByName('nope')", lambda: guest.checkpointLookupByName("nope"))
    ask(f"{when}: securityLabel()", guest.securityLabel)
    ask(f"{when}: securityLabelList()", guest.securityLabelList)
    ask(f"{when}: sendProcessSignal()", lambda: guest.sendProcessSignal(1, 9, 0))
    with open(file) as given:
        ask(f"{when}: FDAssociate('a')", lambda: guest.FDAssociate("a", [given.fileno()], 0))
        ask(f"{when}: FDAssociate(wrong flags)", lambda: guest.FDAssociate("a", [given.fileno()], 99))
    ask(f"{when}: launchSecurityInfo()", guest.launchSecurityInfo)
    secret = {"sev-secret-header": "aGVhZA==", "sev-secret": "c2VjcmV0"}
    ask(f"{when}: setLaunchSecurityState()", lambda: guest.setLaunchSecurityState(secret, 0))
    ask(f"{when}: setLaunchSecurityState(half)", lambda: guest.setLaunchSecurityState({"sev-secret": "c2VjcmV0"}, 0))
    ask(f"{when}: XMLDesc(wrong flags)", lambda: guest.XMLDesc(1 << 20))
    ask(f"{when}: XMLDesc(update CPU)", lambda: re.findall("<name>.*?</name>", guest.XMLDesc(libvirt.VIR_DOMAIN_XML_UPDATE_CPU)))
    ask(f"{when}: blockStats('vda')", lambda: shape(guest.blockStats("vda")))
    ask(f"{when}: blockStats('nope')", lambda: guest.blockStats("nope"))
    ask(f"{when}: blockStats('')", lambda: shape(guest.blockStats("")))
    ask(f"{when}: blockStatsFlags('vda')", lambda: shape(guest.blockStatsFlags("vda")))
    ask(f"{when}: blockInfo('vda')", lambda: guest.blockInfo("vda")[::2])
    ask(f"{when}: blockInfo('')", lambda: guest.blockInfo(""))
    ask(f"{when}: interfaceStats('nope')", lambda: guest.interfaceStats("nope"))
    ask(f"{when}: memoryStats()", lambda: sorted(guest.memoryStats()))
    ask(f"{when}: getCPUStats(True)", lambda: shape(guest.getCPUStats(True)))
    ask(f"{when}: vcpus()", lambda: [[each[:2] for each in guest.vcpus()[0]], guest.vcpus()[1]])
    ask(f"{when}: vcpuPinInfo()", guest.vcpuPinInfo)
    ask(f"{when}: emulatorPinInfo()", guest.emulatorPinInfo)
    ask(f"{when}: vcpusFlags(wrong)", lambda: guest.vcpusFlags(1 << 20))
    ask(f"{when}: vcpusFlags(live and config)", lambda: guest.vcpusFlags(3))
    ask(f"{when}: ioThreadInfo()", guest.ioThreadInfo)
    ask(f"{when}: schedulerType()", guest.schedulerType)
    ask(f"{when}: schedulerParameters()", guest.schedulerParameters)
    ask(f"{when}: memoryParameters()", guest.memoryParameters)
    ask(f"{when}: blkioParameters()", guest.blkioParameters)
    ask(f"{when}: numaParameters()", guest.numaParameters)
    ask(f"{when}: blockIoTune('vda')", lambda: guest.blockIoTune("vda"))
    ask(f"{when}: interfaceParameters(mac)", lambda: guest.interfaceParameters("52:54:00:aa:bb:cc"))
    ask(f"{when}: jobInfo()", guest.jobInfo)
    ask(f"{when}: jobStats()", guest.jobStats)
    ask(f"{when}: jobStats(completed)", lambda: guest.jobStats(libvirt.VIR_DOMAIN_JOB_STATS_COMPLETED))
    ask(f"{when}: abortJob()", guest.abortJob)
    ask(f"{when}: controlInfo()", lambda: guest.controlInfo()[:2])
    ask(f"{when}: controlInfo(wrong flags)", lambda: guest.controlInfo(1))
    ask(f"{when}: diskErrors()", guest.diskErrors)
    ask(f"{when}: messages()", lambda: guest.messages(0))
    ask(f"{when}: messages(wrong flags)", lambda: guest.messages(4))
    ask(f"{when}: hostname()", lambda: guest.hostname(0))
    ask(f"{when}: interfaceAddresses(agent)", lambda: guest.interfaceAddresses(libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT))
    ask(f"{when}: interfaceAddresses(9)", lambda: guest.interfaceAddresses(9))
    ask(f"{when}: metadata(description)", lambda: guest.metadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, None))
    ask(f"{when}: metadata(element)", lambda: guest.metadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "http://example.com/a"))
    ask(f"{when}: metadata(9)", lambda: guest.metadata(9, None))
    for flags in range(17):
        ask(f"{when}: listAllDomains({1 << flags})", lambda: [each.name() for each in host.listAllDomains(1 << flags)])
    ask(f"{when}: getAllDomainStats()", lambda: sorted(host.getAllDomainStats()[0][1]))
    ask(f"{when}: getAllDomainStats(1 << 30)", lambda: host.getAllDomainStats(1 << 30, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS))
    ask(f"{when}: getAllDomainStats(active)", lambda: len(host.getAllDomainStats(0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE)))
    ask(f"{when}: domainListGetStats(state)", lambda: host.domainListGetStats([guest], libvirt.VIR_DOMAIN_STATS_STATE)[0][1])
    ask(f"{when}: domainListGetStats(vcpu)", lambda: sorted(host.domainListGetStats([guest], libvirt.VIR_DOMAIN_STATS_VCPU)[0][1]))
    stream = host.newStream()
    ask(f"{when}: openConsole()", lambda: guest.openConsole(None, stream, 0))
    other = host.newStream()
    ask(f"{when}: openConsole() again", lambda: guest.openConsole(None, other, 0))
    ask(f"{when}: openConsole('nope')", lambda: guest.openConsole("nope", host.newStream(), 0))
    ask(f"{when}: stream.finish()", stream.finish)
    ask(f"{when}: screenshot()", lambda: guest.screenshot(host.newStream(), 0))


both("defined")
ask("defined: destroy()", guest.destroy)
ask("defined: destroyFlags(remove logs)", lambda: guest.destroyFlags(libvirt.VIR_DOMAIN_DESTROY_REMOVE_LOGS))
ask("defined: destroyFlags(wrong)", lambda: guest.destroyFlags(4))
ask("defined: setAutostart(1)", lambda: [guest.setAutostart(1), guest.autostart(), guest.setAutostart(0)])
ask("defined: setMetadata(title)", lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "two\nlines", None, None))
ask("defined: setMetadata(no key)", lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", None, "http://example.com/a"))
ask("defined: setMemory(16384)", lambda: guest.setMemory(16384))
ask("defined: setMemoryFlags(0)", lambda: guest.setMemoryFlags(0, libvirt.VIR_DOMAIN_AFFECT_CONFIG))
ask("defined: setVcpusFlags(0)", lambda: guest.setVcpusFlags(0, libvirt.VIR_DOMAIN_AFFECT_CONFIG))
ask("defined: pinVcpu(0)", lambda: guest.pinVcpuFlags(0, (False, False), libvirt.VIR_DOMAIN_AFFECT_CONFIG))
ask("defined: undefineFlags(wrong)", lambda: guest.undefineFlags(1 << 20))
ask("defined: createWithFlags(wrong)", lambda: guest.createWithFlags(1 << 20))
ask("defined: shutdownFlags(wrong)", lambda: guest.shutdownFlags(1 << 20))
ask("defined: reset(wrong)", lambda: guest.reset(1))
ask("defined: managedSave()", guest.managedSave)
events.clear()
ask("start: createWithFlags(paused)", lambda: guest.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED))
ask("start: events", lambda: wait_for(2))
ask("start: create()", guest.create)
ask("start: resume()", guest.resume)
ask("start: events of resume", lambda: wait_for(1))
both("running")
ask("running: setMetadata(title)", lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None, 3))
ask("running: shutdownFlags(agent)", lambda: guest.shutdownFlags(libvirt.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT))
ask("running: reboot(wrong)", lambda: guest.reboot(1 << 20))
ask("running: setTime()", lambda: guest.setTime({"seconds": 1}, 0))
ask("running: sendKey([])", lambda: guest.sendKey(0, 0, [], 0, 0))
ask("running: sendKey(unknown set)", lambda: guest.sendKey(99, 0, [30], 1, 0))
ask("running: sendKey(9999)", lambda: guest.sendKey(0, 0, [9999], 1, 0))
libvirt_qemu.qemuMonitorCommand(guest, '{"execute":"query-status"}', libvirt_qemu.VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT)
ask("running: messages() after qemuMonitorCommand()", lambda: guest.messages(0))
ask("running: messages(deprecation)", lambda: guest.messages(libvirt.VIR_DOMAIN_MESSAGE_DEPRECATION))
ask("running: messages(tainting)", lambda: guest.messages(libvirt.VIR_DOMAIN_MESSAGE_TAINTING))
ask("running: suspend()", guest.suspend)
ask("running: events of suspend", lambda: wait_for(1))
ask("running: reset()", guest.reset)
ask("running: events of reset", lambda: wait_for(1, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT))
ask("running: undefine()", guest.undefine)
ask("running: events of undefine", lambda: wait_for(1))
ask("running: setAutostart(1), transient", lambda: guest.setAutostart(1))
ask("running: createXML(same)", lambda: host.createXML(xml))
ask("over: destroyFlags(graceful)", lambda: guest.destroyFlags(libvirt.VIR_DOMAIN_DESTROY_GRACEFUL))
ask("over: events", lambda: wait_for(2))
ask("over: state()", guest.state)
ask("over: XMLDesc()", guest.XMLDesc)
ask("over: isActive()", guest.isActive)
second = libvirt.open(uri)
autodestroyed = libvirt.VIR_DOMAIN_START_PAUSED | libvirt.VIR_DOMAIN_START_AUTODESTROY
ask("over: createXML(paused, autodestroy)", lambda: second.createXML(xml, autodestroyed))
ask("over: events of createXML", lambda: wait_for(2))
ask("over: close()", second.close)
ask("over: events of close()", lambda: wait_for(2))
ask("over: numOfDomains()", host.numOfDomains)

namespace = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
argument = "<qemu:commandline><qemu:arg value='-no-user-config'/></qemu:commandline>"
capability = "<qemu:capabilities><qemu:del capability='usb-storage.werror'/></qemu:capabilities>"
device = "<qemu:device alias='ua-a'><qemu:frontend><qemu:property name='event_idx' type='bool' value='true'/></qemu:frontend></qemu:device>"
override = f"<qemu:override>{device}</qemu:override>"
named = xml.replace("<memballoon model='virtio'/>", "<memballoon model='virtio'><alias name='ua-a'/></memballoon>")
odd = named.replace("<domain ", f"<domain {namespace} ").replace("</domain>", f"{argument}{override}{capability}</domain>")
old = odd.replace("machine='pc'", "machine='pc-i440fx-1.7'").replace("</os>", f"<dtb>{os.path.abspath(file)}</dtb></os>")
events.clear()
tainted = host.createXML(old, libvirt.VIR_DOMAIN_START_PAUSED)
ask("odd: messages()", lambda: tainted.messages(0))
ask("odd: destroy()", tainted.destroy)
