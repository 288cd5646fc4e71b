package auth

// login is the obsolete mechanism LOGIN (draft-murchison-sasl-login): the server asks twice, and servers word the two
// questions as they like ("Username:", "User Name\x00", nothing at all). So it is answered by position.
type login struct {
	exchange
	user, password string
}

func newLogin(cred Credentials) (Mechanism, error) {
	if err := noNUL("LOGIN", cred); err != nil {
		return nil, err
	}
	m := &login{user: cred.User, password: cred.Password}
	m.exchange = exchange{name: "LOGIN", limit: 2}
	m.exchange.describe = func(msg []byte, fromServer bool) Description {
		return describeLogin(msg, fromServer, cred.User, cred.Password)
	}
	m.keep(cred.Password)
	return m, nil
}

func (m *login) Start() ([]byte, bool, error) { return nil, false, m.begin() }

func (m *login) Next(challenge []byte) ([]byte, error) {
	if err := m.take(challenge); err != nil {
		return nil, err
	}
	if m.taken == 1 {
		return []byte(m.user), nil
	}
	m.complete = true
	return []byte(m.password), nil
}

// describeLogin shows the user name and hides everything else the client says.
func describeLogin(msg []byte, fromServer bool, user, password string) Description {
	switch {
	case fromServer:
		return describeWhole("LOGIN challenge", "prompt", "answered by its position, whatever it says", msg, false)
	case string(msg) == user && user != password:
		return describeWhole("LOGIN first answer", "user name", "who authenticates", msg, false)
	}
	return describeWhole("LOGIN second answer", "password", "as it is, which is why LOGIN wants TLS", msg, true)
}
