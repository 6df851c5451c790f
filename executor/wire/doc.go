// Package wire is what the host and the runner, PID 1 of a sandbox container,
// say to each other.
//
// Either way it is a stream of frames:
//
//	type    1 byte   one of the Type constants
//	length  4 bytes  of the payload, big endian, at most MaxPayload
//	seal    16 bytes in what the runner sends from the job on, the job's Seal
//	payload length bytes
//
// Because the program's output travels as payload of a stated length, no
// output can be taken for control; and because the program does not know the
// seal, nor can what it might write into the runner's stream.
//
// The runner speaks first: hello. The host may answer with boot, which has the
// interpreter started before there is a program; ready tells that it waits for
// one. Then comes one job, and after it, in any number, stdin, and one
// stdin_eof; kill at any time. The runner sends started once the program runs,
// stdout and stderr as it writes them, and exit as the last frame, when no
// process of the program is left and all of its output has been sent. The end
// of the host's stream tells the runner that the host is gone: it kills
// everything and exits.
//
// Of each of stdout and stderr the frames hold at most Job.OutputBytes. If the
// program wrote more, its first bytes come as it writes them; at the end one gap
// tells how many were left out, and its last bytes follow. The runner keeps them
// back for that: they are an eighth of OutputBytes, and come at the end also
// where there is no gap.
package wire

// Protocol is the version of all this. The two sides must agree on it.
const Protocol = 4

// MaxPayload is the largest payload, in bytes. A job fits, since its code is
// at most 10,000 characters; longer data goes as several frames.
const MaxPayload = 256 << 10

// MaxData is the largest payload of stdin, stdout and stderr frames that the
// two sides send. It is the capacity of a pipe, so larger would gain nothing.
const MaxData = 64 << 10
