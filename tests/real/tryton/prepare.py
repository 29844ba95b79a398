# SPDX-License-Identifier: Apache-2.0
"""Makes the template of a Tryton database that the tests copy: prepare.py FOLDER

Run by Debian's own /usr/bin/python3, which has trytond. FOLDER gets tandem.sqlite; a template made by the
same script and server version is kept.
"""
import hashlib
import os
import shutil
import subprocess
import sys

import trytond

# A module of the tests' own: a warning that a client has to confirm.
WARNING_MODULE = {
    'trytond/modules/tandem_test/tryton.cfg': '[tryton]\nversion=6.0.0\ndepends:\n    party\n',
    'trytond/modules/tandem_test/__init__.py': """
from trytond.pool import Pool, PoolMeta
from trytond.exceptions import UserWarning


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    @classmethod
    def write(cls, *args):
        Warning = Pool().get('res.user.warning')
        for parties, values in zip(args[::2], args[1::2]):
            if str(values.get('name')).startswith('Warn'):
                key = 'tandem_test.rename.%s' % parties[0].id
                if Warning.check(key):
                    raise UserWarning(key, 'Rename it?')
        super().write(*args)


def register():
    Pool.register(Party, module='tandem_test', type_='model')
""",
    'tandem_test.egg-info/PKG-INFO': 'Metadata-Version: 1.1\nName: tandem-test\nVersion: 6.0.0\n',
    'tandem_test.egg-info/entry_points.txt':
        '[trytond.modules]\ntandem_test = trytond.modules.tandem_test\n',
}
MODULES = ['party', 'party_relationship', 'company', 'sale_opportunity', 'marketing',
           'marketing_automation', 'marketing_email', 'tandem_test']
DATABASE = 'tandem'


def stamp():
    with open(__file__, 'rb') as script:
        return hashlib.sha256(script.read() + trytond.__version__.encode()).hexdigest()


def write_module(folder):
    for name, content in WARNING_MODULE.items():
        path = os.path.join(folder, 'site', name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(content)
    os.environ['PYTHONPATH'] = os.path.join(folder, 'site')
    sys.path.insert(0, os.environ['PYTHONPATH'])


def write_config(folder):
    """A cheap hash of passwords: every sign-in of a test would cost half a second else."""
    passlib = os.path.join(folder, 'passlib.ini')
    with open(passlib, 'w') as file:
        file.write('[passlib]\nschemes = bcrypt\nbcrypt__rounds = 4\n')
    config = os.path.join(folder, 'trytond.conf')
    with open(config, 'w') as file:
        file.write('[database]\nuri = sqlite://\npath = %s\n[password]\npasslib = %s\n' % (folder, passlib))
    return config


def set_up_modules(folder, config):
    """An empty file must be there before: the SQLite back end makes none by itself."""
    open(os.path.join(folder, DATABASE + '.sqlite'), 'w').close()
    password = os.path.join(folder, 'admin.password')
    with open(password, 'w') as file:
        file.write('admin-test-password')
    subprocess.run(
        [sys.executable, '/usr/bin/trytond-admin', '-c', config, '-d', DATABASE, '-u'] + MODULES
        + ['--email', 'admin@tandem.test', '--activate-dependencies'],
        check=True, env=dict(os.environ, TRYTONPASSFILE=password))


def make_records(config_path):
    from trytond.config import config
    config.update_etc(config_path)
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    Pool.start()
    pool = Pool(DATABASE)
    with Transaction().start(DATABASE, 0):
        pool.init()
    with Transaction().start(DATABASE, 1, context={'language': 'en'}) as transaction:
        Party, Company, Employee = map(pool.get, ['party.party', 'company.company', 'company.employee'])
        Currency, User, Group = map(pool.get, ['currency.currency', 'res.user', 'res.group'])
        euro, = Currency.create([{'name': 'Euro', 'code': 'EUR', 'symbol': '€', 'digits': 2}])
        own, rita, tandem = Party.create([
            {'name': 'Tandem Test Company'},
            {'name': 'Rita Rep', 'contact_mechanisms': [
                ('create', [{'type': 'email', 'value': 'rita@tandem.test'}])]},
            {'name': 'Tandem Robot'}])
        company, = Company.create([{'party': own.id, 'currency': euro.id}])
        rita, tandem = Employee.create([{'party': rita.id, 'company': company.id},
                                        {'party': tandem.id, 'company': company.id}])
        group, = Group.search([('name', '=', 'Sale Opportunity')])

        def user(login, employee, groups):
            values = {'name': login, 'login': login, 'password': 'q7#kV2' + login,
                      'company': company.id, 'companies': [('add', [company.id])],
                      'groups': [('add', groups)]}
            if employee:
                values.update(employee=employee.id, employees=[('add', [employee.id])])
            return values

        User.create([user('tandem', tandem, [group.id]), user('rita', rita, [group.id]),
                     user('guest', None, [])])
        admin = User(1)
        User.write([admin], {'company': company.id, 'employee': rita.id,
                             'companies': [('add', [company.id])], 'employees': [('add', [rita.id])]})
        transaction.commit()


def main(folder):
    mark = os.path.join(folder, 'stamp')
    if os.path.exists(mark):
        with open(mark) as file:
            if file.read() == stamp():
                return
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    write_module(folder)
    config = write_config(folder)
    set_up_modules(folder, config)
    make_records(config)
    with open(mark, 'w') as file:
        file.write(stamp())


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]))
