for name in """acct add_key bpf capset delete_module fanotify_init finit_module get_mempolicy init_module io_setup
ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind memfd_secret modify_ldt
name_to_handle_at open_by_handle_at perf_event_open personality process_vm_readv ptrace quotactl_fd reboot remap_file_pages request_key
sched_setparam seccomp set_mempolicy setdomainname setgid setgroups sethostname setuid swapoff syncfs
syslog userfaultfd vhangup vmsplice io_uring_setup io_uring_enter io_uring_register""".split():
    say(name, call(name))
say("personality without ASLR", call("personality", 0x40000))
say("ptrace me", call("ptrace", 0))
say("reboot off", call("reboot", 0xfee1dead, 672274793, 0x4321fedc, 0))
