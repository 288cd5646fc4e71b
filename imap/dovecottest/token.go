package dovecottest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeTokenKey makes the key that Dovecot checks tokens with by itself, without
// asking an identity provider.
func (s *Server) writeTokenKey() error {
	s.tokenKey = make([]byte, 32)
	if _, err := rand.Read(s.tokenKey); err != nil {
		return err
	}
	conf := strings.Join([]string{
		"introspection_mode = local",
		"local_validation_key_dict = fs:posix:prefix=" + s.Dir + "/tokens/",
		"username_attribute = sub",
		"",
	}, "\n")
	if err := s.writeFile("oauth2.conf", conf); err != nil {
		return err
	}
	// The path says: any authorised party, this algorithm, the key without a name.
	return s.writeFile("tokens/default/HS256/default", base64.StdEncoding.EncodeToString(s.tokenKey))
}

// Token makes a bearer token (a JWT, RFC 7519) that logs the user in with
// XOAUTH2 or OAUTHBEARER until it expires.
func (s *Server) Token(user string, expires time.Time) string {
	return s.TokenWith(map[string]any{
		"sub": user,
		"iss": "https://issuer.example",
		"aud": "imapsh",
		"iat": time.Now().Add(-time.Minute).Unix(),
		"exp": expires.Unix(),
	})
}

// TokenWith makes a token with these claims and no others.
func (s *Server) TokenWith(claims map[string]any) string {
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(map[string]string{"alg": "HS256", "typ": "JWT"}) + "." + part(claims)
	mac := hmac.New(sha256.New, s.tokenKey)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func writeTestFile(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
