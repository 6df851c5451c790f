package queue

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"github.com/edtronaut/livecode/executor"
)

// The fields of an entry in a stream, one of them: bytes of input, or that there
// are no more.
const (
	inputText = "text"
	inputEnd  = "end"
)

// maxInputEntries bounds what the entries themselves take, of an execution's input
// that comes byte by byte.
const maxInputEntries = 10_000

// sendInput appends to an execution's input and tells who listens, in one step.
// What it has appended already, and Redis was asked for again because its answer
// was lost, it does not append twice. It leaves the queue a quarter of Redis's
// memory, where that is limited.
//
//	KEYS[1]  stream of the input
//	KEYS[2]  hash: bytes, entries, ended, and by each sender the number of its last message
//	ARGV     sender, number of the message, field, value, room in bytes, most entries,
//	         milliseconds to keep it, channel, execution id
//
// It returns ok, ended, full or memory.
var sendInput = redis.NewScript(`
	local sender, number, field, value = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
	local known = redis.call('HMGET', KEYS[2], 'bytes', 'entries', 'ended', sender)
	local bytes, entries, last = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[4] or 0)
	if last >= number then return 'ok' end
	if known[3] then return 'ended' end
	if field == '` + inputText + `' then
		bytes = bytes + #value
		if bytes > tonumber(ARGV[5]) or entries >= tonumber(ARGV[6]) then return 'full' end
	end
	local info = redis.pcall('INFO', 'memory')
	if type(info) == 'string' then
		local used, most = info:match('used_memory:(%d+)'), info:match('maxmemory:(%d+)')
		if used and most and tonumber(most) > 0 and used / most > 0.75 then return 'memory' end
	end
	redis.call('XADD', KEYS[1], '*', field, value)
	redis.call('HSET', KEYS[2], 'bytes', bytes, 'entries', entries + 1, sender, number)
	if field == '` + inputEnd + `' then redis.call('HSET', KEYS[2], 'ended', 1) end
	redis.call('PEXPIRE', KEYS[1], ARGV[7])
	redis.call('PEXPIRE', KEYS[2], ARGV[7])
	redis.call('PUBLISH', ARGV[8], ARGV[9])
	return 'ok'`)

// Open begins what one client sends to an execution.
func (in *Inputs) Open(id uuid.UUID, stdin int) executor.InputSink {
	return &inputSink{inputs: in, id: id, room: executor.MaxStdinBytes - stdin, name: "by:" + rand.Text()[:16]}
}

// inputSink is one client's.
type inputSink struct {
	inputs *Inputs
	id     uuid.UUID
	room   int    // for all clients' input together, in bytes
	name   string // of the sender
	number int    // of its last message
}

func (s *inputSink) Send(ctx context.Context, text []byte) error { return s.put(ctx, inputText, text) }

func (s *inputSink) End(ctx context.Context) error { return s.put(ctx, inputEnd, nil) }

// put fails within two seconds when Redis is away.
func (s *inputSink) put(ctx context.Context, field string, value []byte) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	s.number++
	answer, err := sendInput.Run(ctx, s.inputs.redis.commands, inputKeys(s.id), s.name, s.number, field, value,
		s.room, maxInputEntries, executor.InputLinger.Milliseconds(), inputChannel, s.id.String()).Text()
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", executor.ErrInputUnavailable, err)
	case answer == "ended":
		return executor.ErrInputEnded
	case answer == "full":
		return executor.ErrInputFull
	case answer == "memory":
		return fmt.Errorf("%w: Redis is nearly full", executor.ErrInputUnavailable)
	default:
		return nil
	}
}
