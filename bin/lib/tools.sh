# Sourced by the scripts in the folder above: finds the tools, installs or names what is missing. Never run by itself.

say() { printf 'tarn: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command as root, or returns 1 where there is no way to become it.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "this needs root and there is no sudo: $*"
    return 1
  fi
}

# install_command APT-PACKAGES BREW-PACKAGES: what a person would type.
install_command() {
  if command -v brew >/dev/null 2>&1 && ! command -v apt-get >/dev/null 2>&1; then
    printf 'brew install %s' "$2"
  else
    printf 'apt-get update && apt-get install -y --no-install-recommends %s' "$1"
  fi
}

# install_packages APT-PACKAGES BREW-PACKAGES: installs them, or returns 1.
install_packages() {
  if command -v apt-get >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    as_root apt-get -o DPkg::Lock::Timeout=300 update >&2 &&
      as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $1 >&2
  elif command -v brew >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    brew install $2 >&2
  else
    return 1
  fi
}

# The major version of the java at $1.
java_major() {
  "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \(1\.\)\{0,1\}//p'
}

# Sets JAVA and JAVA_HOME to the JDK of JAVA_HOME, else of the PATH, so that Maven and we run the same.
# Refuses one older than 17, or a runtime without a compiler.
find_java() {
  local major home install
  install="$(install_command openjdk-17-jdk-headless openjdk@17) (or a later one)"
  if [ -n "${JAVA_HOME:-}" ]; then
    JAVA="$JAVA_HOME/bin/java"
    [ -x "$JAVA" ] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
  else
    JAVA=$(command -v java) || die "no java on the PATH; a JDK 17 or later is needed: $install"
  fi
  major=$(java_major "$JAVA")
  [ "${major:-0}" -ge 17 ] || die "$JAVA is Java ${major:-of an unknown version}; a JDK 17 or later is needed: $install"
  home=$("$JAVA" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  [ -x "$home/bin/javac" ] || die "$JAVA is a runtime without a compiler; a JDK 17 or later is needed: $install"
  export JAVA_HOME=$home
}

need_maven() {
  command -v mvn >/dev/null 2>&1 || die "no mvn on the PATH; Maven 3.8.1 or later is needed: $(install_command maven maven)"
}

# Runs Maven in batch mode. It ends with colour resets even where colours are off; they would stick to the next line.
maven() {
  mvn -B -ntp -Dstyle.color=never "$@" 2>&1 | awk '{ gsub(/\033\[0m/, "") } $0 != "" || NR > 1 { print; fflush() }'
}

need_git() {
  command -v git >/dev/null 2>&1 || die "no git on the PATH: $(install_command git git)"
}

# copy_tree FOLDER: copies the files that git knows or would add, as they stand, so that target folders are not shared.
copy_tree() {
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then
      printf '%s\0' "$file"
    fi
  done | tar --null -T - -cf - | tar -C "$1" -xf -
}
