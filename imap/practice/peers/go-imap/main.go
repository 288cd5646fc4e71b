// Command go-imap does the load server's workloads with emersion/go-imap v2's
// client, the best Go peer: it parses every response into values and counts
// them, and prints only the counts.
//
//	go-imap -examine flags-100000 127.0.0.1:1143 flags
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

func main() {
	user := flag.String("user", "u", "user to log in as")
	examine := flag.String("examine", "", "mailbox to open")
	repeat := flag.Int("repeat", 1, "how often to do the work")
	flag.Parse()
	if flag.NArg() != 2 || works[flag.Arg(1)] == nil {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *user, *examine, works[flag.Arg(1)], *repeat); err != nil {
		fmt.Fprintln(os.Stderr, "go-imap:", err)
		os.Exit(1)
	}
}

func run(address, user, examine string, work func(*imapclient.Client) (int, error), repeat int) error {
	c, err := imapclient.DialInsecure(address, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Login(user, "p").Wait(); err != nil {
		return err
	}
	if examine != "" {
		if _, err := c.Select(examine, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
			return err
		}
	}
	total := 0
	for range repeat {
		n, err := work(c)
		if err != nil {
			return err
		}
		total += n
	}
	fmt.Println(total)
	return c.Logout().Wait()
}

// works do one command each and count what they received.
var works = map[string]func(*imapclient.Client) (int, error){
	"noop": func(c *imapclient.Client) (int, error) { return 1, c.Noop().Wait() },
	"flags": func(c *imapclient.Client) (int, error) {
		return fetch(c, &imap.FetchOptions{Flags: true, UID: true})
	},
	"envelopes": func(c *imapclient.Client) (int, error) {
		return fetch(c, &imap.FetchOptions{Envelope: true, BodyStructure: &imap.FetchItemBodyStructure{Extended: true}})
	},
	"bodies": func(c *imapclient.Client) (int, error) {
		return fetch(c, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{}}})
	},
	"list": func(c *imapclient.Client) (int, error) {
		list, n := c.List("", "*", nil), 0
		for list.Next() != nil {
			n++
		}
		return n, list.Close()
	},
	"search": func(c *imapclient.Client) (int, error) {
		found, err := c.Search(&imap.SearchCriteria{}, nil).Wait()
		if err != nil {
			return 0, err
		}
		return len(found.AllSeqNums()), nil
	},
}

// fetch fetches the whole mailbox, reads every literal to its end, and counts
// the messages.
func fetch(c *imapclient.Client, options *imap.FetchOptions) (int, error) {
	messages, n := c.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, options), 0
	for message := messages.Next(); message != nil; message = messages.Next() {
		n++
		for item := message.Next(); item != nil; item = message.Next() {
			if section, ok := item.(imapclient.FetchItemDataBodySection); ok {
				if _, err := io.Copy(io.Discard, section.Literal); err != nil {
					return n, errors.Join(err, messages.Close())
				}
			}
		}
	}
	return n, messages.Close()
}
