# SPDX-License-Identifier: Apache-2.0
"""Trytond, loaded once for many tests: serve.py TEMPLATE

Loading the modules costs seconds, so it is done once. Each line on standard input names a folder with
trytond.conf and a database: a copy of this process serves it, and its number is the answer. What serves is what
/usr/bin/trytond would be: a process of its own, which can be killed and started again. All end with the
process that started this one.
"""
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
DATABASE = 'tandem'


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def load(template):
    import trytond.commandline as commandline
    from trytond.config import config
    options = commandline.get_parser_daemon().parse_args(
        ['-vv', '-c', os.path.join(template, 'trytond.conf'), '-d', DATABASE])
    commandline.config_log(options)
    config.update_etc(options.configfile)
    from trytond.pool import Pool
    Pool.start()
    Pool(DATABASE).init()


def serve(folder):
    end_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(os.path.join(folder, 'log'), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    from trytond.config import config, split_netloc
    from trytond.wsgi import app
    from werkzeug.serving import run_simple
    config.update_etc([os.path.join(folder, 'trytond.conf')])
    host, port = split_netloc(config.get('web', 'listen'))
    run_simple(host, port, app, threaded=True)


def main(template):
    end_with_parent()
    load(template)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who asked sees the end of a server; nobody waits for it here
    for line in iter(sys.stdin.readline, ''):
        process = os.fork()
        if process == 0:
            try:
                serve(line.rstrip('\n'))
            finally:
                os._exit(1)
        print(process, flush=True)


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]))
