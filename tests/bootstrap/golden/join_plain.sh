#!/bin/bash
# Prepare this host and let it join its ECS cluster. Every step can run again: it leaves what is
# right alone. A step that fails stops the script, is named, and the host has not joined.
set -euo pipefail

root="${ULTRASERVER_ROOT:-}" # every file below is under it; empty on a host
step="start"
name_step() {
  code=$?
  [[ $code -eq 0 ]] || echo "ultraserver: join failed in step '$step' (exit $code)" >&2
}
trap name_step EXIT

# Replace file $1 with standard input in one rename, and only when the content differs.
write_file() {
  local path="$root$1" draft
  mkdir -p "${path%/*}"
  draft="$(mktemp "${path%/*}/.ultraserver-draft.XXXXXX")"
  cat >"$draft"
  chmod 0644 "$draft"
  if cmp -s "$draft" "$path"; then
    rm -f "$draft"
  else
    mv -f "$draft" "$path"
  fi
}

step="clear-drafts" # of a run that was killed
rm -f "$root"/{etc/ecs,etc/security/limits.d,etc/sysctl.d,opt/aws/neuron}/.ultraserver-draft.*

step="limits"
write_file /etc/security/limits.d/90-ultraserver.conf <<'ULTRASERVER_EOF'
* soft nofile 65536
* hard nofile 65536
* soft memlock unlimited
* hard memlock unlimited
ULTRASERVER_EOF

step="reserve-port"
reserved="$(sysctl -n net.ipv4.ip_local_reserved_ports)"
if [[ ",$reserved," != *,48620,* ]]; then
  reserved="${reserved:+$reserved,}48620"
fi
echo "net.ipv4.ip_local_reserved_ports = $reserved" | write_file /etc/sysctl.d/90-ultraserver.conf
sysctl -q -p "$root/etc/sysctl.d/90-ultraserver.conf"

step="logical-neuroncore"
rm -f "$root/opt/aws/neuron/logical_nc_config" # absent means 2

step="join" # last: the agent joins with the next start, so a host that failed above stays out
ecs_config="$root/etc/ecs/ecs.config"
before="$(cat "$ecs_config" 2>/dev/null || true)"
{
  # Settings of others (a proxy, logging drivers) stay.
  grep -vE '^(ECS_CLUSTER|ECS_INSTANCE_ATTRIBUTES|ECS_ENABLE_SPOT_INSTANCE_DRAINING|ECS_CONTAINER_STOP_TIMEOUT|ECS_RESERVED_MEMORY)=' <<<"$before" | sed '/^$/d' || true
  cat <<'ULTRASERVER_EOF'
ECS_CLUSTER=rufus
ECS_INSTANCE_ATTRIBUTES={"ultraserver.hardware":"trn2"}
ECS_ENABLE_SPOT_INSTANCE_DRAINING=false
ECS_CONTAINER_STOP_TIMEOUT=120s
ECS_RESERVED_MEMORY=2048
ULTRASERVER_EOF
} | write_file /etc/ecs/ecs.config
if [[ "$(cat "$ecs_config")" != "$before" ]] && systemctl is-active --quiet ecs; then
  # An agent that already runs keeps its old settings until it starts again. At first boot it
  # starts after this script by itself.
  systemctl restart --no-block ecs
fi
trap - EXIT
