package api

import (
	"net/http"

	"github.com/edtronaut/livecode/executor"
)

func (h *handler) readDraft(w http.ResponseWriter, r *http.Request) (executor.DraftChange, error) {
	body, err := readJSON(w, r)
	if err != nil {
		return executor.DraftChange{}, err
	}
	return decodeDraft(body, h.cfg.Languages())
}

// decodeDraft reads the body of a change to a draft: language, code or both, as
// for a run, but that an editor may be empty.
func decodeDraft(body []byte, languages []Language) (executor.DraftChange, error) {
	members, err := object(body)
	if err != nil {
		return executor.DraftChange{}, err
	}
	var wrong []fieldError
	member := func(name string, check func(string) (fieldCode, string)) *string {
		if members[name] == nil {
			return nil
		}
		var s string
		if c, message := text(members[name], &s, check); c != "" {
			wrong = append(wrong, fieldError{Field: name, Code: c, Message: name + " " + message})
		}
		return &s
	}
	change := executor.DraftChange{
		Code:     member("code", checkDraftCode),
		Language: member("language", among(languages)),
	}
	if change.Code == nil && change.Language == nil {
		wrong = append(wrong, fieldError{Field: "code", Code: fieldRequired, Message: "code or language is required."})
	}
	if wrong != nil {
		return executor.DraftChange{}, invalidRequest(wrong)
	}
	return change, nil
}

func checkDraftCode(s string) (fieldCode, string) {
	if s == "" {
		return "", ""
	}
	return checkCode(s)
}
