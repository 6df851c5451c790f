package main

import (
	"os"
	"time"

	"github.com/rs/zerolog"
)

// newLogger returns a logger to standard error.
func newLogger(cfg config) zerolog.Logger {
	zerolog.DurationFieldUnit = time.Millisecond
	zerolog.TimeFieldFormat = "2006-01-02T15:04:05.000Z07:00"
	if cfg.LogFormat == "console" {
		console := zerolog.ConsoleWriter{Out: os.Stderr, TimeFormat: time.TimeOnly}
		return zerolog.New(console).Level(cfg.LogLevel).With().Timestamp().Logger()
	}
	return zerolog.New(os.Stderr).Level(cfg.LogLevel).With().Timestamp().Logger()
}
