package api

import (
	"context"
	"errors"

	"github.com/edtronaut/livecode/executor"
)

// clientMessage is what a client asks for.
type clientMessage struct {
	kind messageKind
	text string // of messageInput
}

// messageKind is the type of a message.
type messageKind string

// The types of messages.
const (
	messageInput  messageKind = "stdin"
	messageEnd    messageKind = "stdin_eof"
	messageCancel messageKind = "cancel"
)

// decodeMessage reads a message: a JSON object with a type, and for input a text.
// Names are taken exactly; members with other names are ignored.
func decodeMessage(body []byte) (m clientMessage, err error) {
	members, err := object(body)
	if err != nil {
		return m, malformed("It must be one JSON object in UTF-8.")
	}
	var kind string
	if c, _ := text(members["type"], &kind, anyText); c != "" {
		return m, malformed("type must be a string.")
	}
	m.kind = messageKind(kind)
	switch m.kind {
	case messageEnd, messageCancel:
		return m, nil
	case messageInput:
		if c, message := text(members["text"], &m.text, someText); c != "" {
			return clientMessage{}, malformed("text " + message)
		}
		return m, nil
	default:
		return clientMessage{}, malformed("type must be one of \"stdin\", \"stdin_eof\", \"cancel\".")
	}
}

func anyText(string) (fieldCode, string) { return "", "" }

func someText(s string) (fieldCode, string) {
	if s == "" {
		return fieldRequired, "must not be empty."
	}
	return "", ""
}

// The codes by which programs tell apart why a message was refused, beside those of
// problem documents.
const (
	codeMalformedMessage code = "malformed_message"
	codeMessageTooLarge  code = "message_too_large"
	codeNotInteractive   code = "not_interactive"
	codeInputEnded       code = "input_ended"
	codeInputTooLarge    code = "input_too_large"
	codeInputUnavailable code = "input_unavailable"
)

// refusals are the sentences that go with them.
var refusals = map[code]string{
	codeMalformedMessage: "The message cannot be read.",
	codeMessageTooLarge:  "The message is larger than 256 KiB, so the connection is closed. Send the text in parts.",
	codeNotInteractive:   "This execution takes no input while it runs; submit it with \"interactive\": true.",
	codeInputEnded:       "The input of this execution has ended.",
	codeInputTooLarge:    "That is more input than an execution may have, which is 1 MiB, or 10,000 messages.",
	codeInputUnavailable: "Input cannot be delivered at present. What you sent may not have reached the program.",
}

// refusal is an error event.
type refusal struct {
	Code   code   `json:"code"`
	Detail string `json:"detail"`
}

func malformed(detail string) error {
	return &problem{code: codeMalformedMessage, detail: "The message cannot be read. " + detail}
}

// refusalOf turns any error into what the client may see of it.
func refusalOf(ctx context.Context, err error) refusal {
	var c code
	switch {
	case errors.Is(err, errMessageTooLarge):
		c = codeMessageTooLarge
	case errors.Is(err, executor.ErrInputEnded):
		c = codeInputEnded
	case errors.Is(err, executor.ErrInputFull):
		c = codeInputTooLarge
	case errors.Is(err, executor.ErrInputUnavailable):
		c = codeInputUnavailable
	default:
		p := problemOf(ctx, err)
		if p.detail != "" {
			return refusal{p.code, p.detail}
		}
		c = p.code
	}
	if detail, ok := refusals[c]; ok {
		return refusal{c, detail}
	}
	return refusal{c, kinds[c].detail}
}
