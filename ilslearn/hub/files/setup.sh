#!/bin/sh
# Makes on this machine what the hub needs: users, folders, the students' environment, the proxy. Read it, then run it
# as root: sh setup.sh. It may be run again: what is there stays, and passwords are not changed.
set -eu
cd "$$(dirname "$$0")"
instructor=$instructor
home() { getent passwd "$$1" | cut -d: -f6; }

# The homes of all are closed to others below; that of a user of the system may be /bin or /dev.
for user in $$instructor $$(cat students.txt); do
    number=$$(id -u "$$user" 2>/dev/null || echo 1000)
    if [ "$$number" -lt 1000 ] || [ "$$number" -eq 65534 ]; then
        echo "$$user is a user of the system itself: take another name. Nothing was changed." >&2
        exit 1
    fi
done

umask 077
for user in $$instructor $$(cat students.txt); do
    if ! id -u "$$user" >/dev/null 2>&1; then
        useradd --create-home --user-group --shell /bin/bash "$$user"
        password=$$(head -c 9 /dev/urandom | base64 | tr '+/' '-_')
        echo "$$user:$$password" | chpasswd
        echo "$$user,$$password" >>secrets/passwords.csv
        echo "New user $$user: the password is in secrets/passwords.csv."
    fi
    chmod 0700 "$$(home "$$user")"
done

# The exchange. Students write into inbound and cannot list it. What they put there gets the instructor's group (2), and
# nobody may remove or rename what is another's (1). Feedback can be had by who knows its name, a hash of a secret.
group=$$(id -gn $$instructor)
umask 022
chmod 0755 .
install -d -m 0755 exchange
install -d -o $$instructor -g "$$group" -m 0755 exchange/ilslearn exchange/ilslearn/outbound
install -d -o $$instructor -g "$$group" -m 3733 exchange/ilslearn/inbound
install -d -o $$instructor -g "$$group" -m 0711 exchange/ilslearn/feedback
chmod 1777 exchange # as nbgrader wants it; last, so that nobody puts a link in the way of what root makes in it

# Secrets.
chmod 0700 secrets
[ -s secrets/proxy_token ] || (umask 077 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >secrets/proxy_token)

# The students' environment: the same versions, and the library without the model answers.
if [ ! -x students/bin/python ] && grep -q '^student_python = "students/' hub.toml; then
    $python -m venv students
    for wheel in library/*.whl; do
        students/bin/python -m pip install --quiet --constraint library/constraints.txt "$$wheel[hub]"
    done
fi

# The proxy.
[ -x node_modules/.bin/configurable-http-proxy ] || npm ci --ignore-scripts --no-audit --no-fund
echo Done. Next: $ilslearn hub check $folder
