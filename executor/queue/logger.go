package queue

import (
	"fmt"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
)

// asynqLogger is asynq's log within ours. What asynq tells of its own doings
// is for debugging; it polls too often for its debug level to be of use.
type asynqLogger struct{ log zerolog.Logger }

var _ asynq.Logger = asynqLogger{}

func (l asynqLogger) Debug(args ...any) { l.log.Trace().Msg(sentence(args)) }
func (l asynqLogger) Info(args ...any)  { l.log.Debug().Msg(sentence(args)) }
func (l asynqLogger) Warn(args ...any)  { l.log.Warn().Msg(sentence(args)) }
func (l asynqLogger) Error(args ...any) { l.log.Error().Msg(sentence(args)) }
func (l asynqLogger) Fatal(args ...any) { l.log.Error().Msg(sentence(args)) } // ending the process is not its business

func sentence(args []any) string { return "asynq: " + fmt.Sprint(args...) }
