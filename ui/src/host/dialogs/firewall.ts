// Commands that open the port in this computer's firewall.
import type { Diagnosis } from '../../lib/wire.gen';

export type Rule = { name: string; command: string };

/** A word quoted for a POSIX shell. */
const quoted = (word: string) => `'${word.split("'").join("'\\''")}'`;

const RULES: Record<string, (port: number, program: string) => Rule[]> = {
  linux: (port) => [
    { name: 'ufw (Ubuntu, Debian)', command: `sudo ufw allow ${port}/tcp` },
    { name: 'firewalld (Fedora, openSUSE)', command: `sudo firewall-cmd --add-port=${port}/tcp` },
  ],
  windows: (port) => [
    {
      name: 'PowerShell',
      command: `New-NetFirewallRule -DisplayName "Handsup" -Direction Inbound -Protocol TCP -LocalPort ${port} -Action Allow`,
    },
    {
      name: 'cmd',
      command: `netsh advfirewall firewall add rule name="Handsup" dir=in action=allow protocol=TCP localport=${port}`,
    },
  ],
  macos: (_, program) => {
    const firewall = '/usr/libexec/ApplicationFirewall/socketfilterfw';
    const file = quoted(program);
    return [{ name: 'macOS', command: `sudo ${firewall} --add ${file} && sudo ${firewall} --unblockapp ${file}` }];
  },
};

/** The commands for this computer's operating system; those of all for an unknown one. */
export function rules({ system, port, program }: Pick<Diagnosis, 'system' | 'port' | 'program'>): Rule[] {
  const systems = system in RULES ? [system] : Object.keys(RULES);
  return systems.flatMap((name) => RULES[name]?.(port, program) ?? []);
}
