package lineedit

import "os"

// signals has nothing to follow here: the size is asked for with every line, and
// there is no way to suspend.
type signals struct{}

func (s *signals) start(*terminal) {}
func (s *signals) stop()           {}

func stopSelf() bool { return false }
func quitSelf()      {}

// follow has no signal to wait for.
func (s *secret) follow(bool) (done func()) { return func() {} }

// suspend is Ctrl-Z.
func (k *keyboard) suspend() { k.bell() }

// secretTerminal opens the console.
func secretTerminal() (in, out *os.File, err error) {
	in, err = os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		in.Close()
	}
	return in, out, err
}
