package main

import (
	"errors"
	"os"
	"syscall"
)

// namePort is where resolvers ask when /etc/resolv.conf names no server: on the
// loopback address, at the port of the DNS (resolv.conf(5)).
const namePort = 53

// maxQuestion is the longest message without extensions (RFC 1035, 4.2.1).
const maxQuestion = 512

// answerNames answers the program's questions for addresses. A container
// without the engine's networking has an empty /etc/hosts and no name server,
// so that not even localhost would have an address; this one knows the
// container itself and nothing else.
//
// It is a convenience: where the port cannot be had, names go unanswered.
func answerNames() {
	conn, err := listenUDP(namePort)
	if err != nil {
		return
	}
	host, _ := os.Hostname()
	n := names{host: host, ipv6: hasIPv6()}
	go n.serve(conn)
}

// listenUDP listens on the IPv4 loopback, without package net, which would
// double the runner.
func listenUDP(port int) (syscall.RawConn, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: port, Addr: loopback4}); err != nil {
		return nil, errors.Join(err, syscall.Close(fd))
	}
	return os.NewFile(uintptr(fd), "names").SyscallConn()
}

// hasIPv6 reports whether the loopback interface has its IPv6 address.
func hasIPv6() bool {
	fd, err := syscall.Socket(syscall.AF_INET6, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = syscall.Close(fd) }()
	return syscall.Bind(fd, &syscall.SockaddrInet6{Addr: loopback6}) == nil
}

// serve answers one question after the other; what is none gets no answer.
func (n names) serve(conn syscall.RawConn) {
	message := make([]byte, maxQuestion)
	for {
		var size int
		var from syscall.Sockaddr
		var err error
		if conn.Read(func(fd uintptr) bool {
			size, from, err = syscall.Recvfrom(int(fd), message, 0)
			return !errors.Is(err, syscall.EAGAIN)
		}) != nil {
			return
		}
		if err != nil {
			continue
		}
		if answer, ok := n.answer(message[:size]); ok {
			_ = conn.Control(func(fd uintptr) { _ = syscall.Sendto(int(fd), answer, 0, from) })
		}
	}
}
