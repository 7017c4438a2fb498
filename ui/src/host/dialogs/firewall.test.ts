import { expect, test } from 'vitest';
import { rules } from './firewall';

const commands = (system: string, program = '/opt/handsup') =>
  rules({ system, port: 4245, program }).map(({ command }) => command);

test('every system has its own commands, with the port in use', () => {
  expect(commands('linux')).toEqual(['sudo ufw allow 4245/tcp', 'sudo firewall-cmd --add-port=4245/tcp']);
  expect(commands('windows')).toHaveLength(2);
  for (const command of commands('windows')) expect(command).toMatch(/4245\b/);
});

test('the command for macOS names the program, with its path quoted', () => {
  expect(commands('macos', "/Applications/Ann's App/handsup")[0]).toContain(
    "--add '/Applications/Ann'\\''s App/handsup' &&",
  );
});

test('an unknown system gets the commands of all', () => {
  expect(commands('freebsd')).toHaveLength(5);
});
