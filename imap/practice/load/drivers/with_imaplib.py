"""Do the load server's workloads with Python's imaplib, as a user would.

    with_imaplib.py --examine flags-100000 127.0.0.1:1143 fetch '1:*' '(FLAGS UID)'

The result of the method is printed, as in print(M.fetch(...)); with --count it
is only received, with --save FILE its first literal is written to a file.
(The file is not called imaplib.py, because Python would import it as such.)
"""

import argparse
import imaplib


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", default="u")
    parser.add_argument("--examine", metavar="MAILBOX")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--save", metavar="FILE")
    parser.add_argument("address")
    parser.add_argument("method")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()

    host, port = options.address.rsplit(":", 1)
    M = imaplib.IMAP4(host, int(port))
    M.login(options.user, "p")
    if options.examine:
        M.select(options.examine, readonly=True)
    arguments = [None if a == "None" else a for a in options.arguments]
    method = getattr(M, options.method)
    for _ in range(options.repeat):
        result = method(*arguments)
        if options.save:
            with open(options.save, "wb") as file:
                file.write(result[1][0][1])
        elif options.count:
            print(result[0], len(result[1]))
        else:
            print(result)
    M.logout()


main()
