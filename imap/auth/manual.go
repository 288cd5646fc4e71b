package auth

import (
	"errors"
	"fmt"
)

// Answerer gives the answer to a challenge: its bytes (which may be none), or an error. [ErrCancelled] ends the exchange
// as the user wishes.
type Answerer func(challenge []byte) ([]byte, error)

// manual is an exchange whose answers a person types, one a challenge, as imaplib's authobject would return them. It
// sends no initial response. All that is typed counts as secret, except for the parts of PLAIN, LOGIN, CRAM-MD5,
// OAUTHBEARER, XOAUTH2 and SCRAM messages that are known to be harmless.
type manual struct {
	exchange
	answer  Answerer
	answers []string // the ones given so far
}

// NewManual is an exchange with any mechanism, known or not, whose answers come from answer. It gives up after 100
// challenges. The caller has asked [CheckClear] before.
func NewManual(name string, answer Answerer) Mechanism {
	m := &manual{answer: answer}
	m.exchange = exchange{name: name, limit: maxManual, complete: true}
	m.exchange.describe = m.describeTyped
	return m
}

// NewManualAnswers is [NewManual] with the answers given beforehand. A nil answer cancels the exchange (imaplib's None,
// the shell's NIL and *); an empty one that is not nil is sent as it is.
func NewManualAnswers(name string, answers [][]byte) Mechanism {
	next := 0
	return NewManual(name, func([]byte) ([]byte, error) {
		if next >= len(answers) {
			return nil, &ChallengeError{
				Mechanism: name,
				Reason:    fmt.Sprintf("server asks once more, but only %d answers were given", len(answers)),
			}
		}
		next++
		if answers[next-1] == nil {
			return nil, ErrCancelled
		}
		return answers[next-1], nil
	})
}

func (m *manual) Start() ([]byte, bool, error) { return nil, false, m.begin() }

func (m *manual) Next(challenge []byte) ([]byte, error) {
	if err := m.take(challenge); err != nil {
		return nil, err
	}
	answer, err := m.answer(challenge)
	if err != nil {
		m.dead = err
		if errors.Is(err, ErrCancelled) {
			m.dead = fmt.Errorf("%s: %w", m.name, ErrCancelled)
		}
		return nil, m.dead
	}
	m.answers = append(m.answers, string(answer))
	return m.sent(append([]byte{}, answer...)), nil
}

func (m *manual) describeTyped(msg []byte, fromServer bool) Description {
	switch family(m.name) {
	case "PLAIN":
		return describePlain(msg, fromServer)
	case "LOGIN":
		if len(m.answers) > 0 {
			return describeLogin(msg, fromServer, m.answers[0], nth(m.answers, 1))
		}
	case "CRAM-MD5":
		return describeCRAMMD5(msg, fromServer)
	case "OAUTHBEARER":
		return describeOAuthBearer(msg, fromServer)
	case "XOAUTH2":
		return describeXOAuth2(msg, fromServer)
	case "EXTERNAL":
		return describeExternal(msg, fromServer)
	case "ANONYMOUS":
		return describeAnonymous(msg, fromServer)
	case "SCRAM":
		return describeSCRAM(msg, fromServer)
	}
	if fromServer {
		return describeUnknown(m.name+" challenge", msg, true)
	}
	return describeWhole(m.name+" answer", "answer", "typed by hand", msg, len(msg) > 0)
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
