import glob, os, socket, stat

PLACES = """/var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock /run/podman/podman.sock /run/crio/crio.sock
/run/systemd/private /run/dbus/system_bus_socket /var/run/secrets /run/secrets /var/run/postgresql /tmp/.X11-unix /host /hostfs
/rootfs /mnt/* /media/* /root/.ssh /root/.docker /root/.aws /home/* /etc/kubernetes /var/lib/docker /var/lib/kubelet
/var/lib/containerd /data /livecode""".split()
found = False
for place in PLACES:
    for path in glob.glob(place):
        found = True
        print("found", path)
for folder, _, files in os.walk("/"):
    if not folder.startswith(("/proc", "/sys")):
        for name in files:
            try:
                if stat.S_ISSOCK(os.lstat(folder + "/" + name).st_mode):
                    found = True
                    print("socket", folder + "/" + name)
            except OSError:
                pass
for line in list(open("/proc/net/unix"))[1:]:
    found = True
    print("unix", line.strip())
if not found:
    print("found nothing")
