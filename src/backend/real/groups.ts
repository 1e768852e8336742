/** What differs between machines that Node runs on: numbers of system calls (asm/unistd.h) and linux/audit.h's name of the machine. */
const MACHINES: Readonly<Record<string, { readonly audit: number; readonly setgroups: number; readonly prctl: number }>> = {
  x64: { audit: 0xc000003e, setgroups: 116, prctl: 157 },
  arm64: { audit: 0xc00000b7, setgroups: 159, prctl: 167 },
};

/**
 * BPF of linux/filter.h: setgroups(2) answers 0 and does nothing, all else goes its way. An environment variable, since a student who
 * lists processes would see it as an argument.
 */
export const FILTER = `delete $ENV{VETHLAB_FILTER};
my ($audit, $setgroups, $prctl) = splice @ARGV, 0, 3;
my $filter = pack '(SCCL)*', 0x20,0,0,4, 0x15,0,3,$audit, 0x20,0,0,0, 0x15,0,1,$setgroups, 6,0,0,0x00050000, 6,0,0,0x7fff0000;
syscall($prctl + 0, 22, 2, pack('S x![P] P', length($filter) / 8, $filter), 0, 0) == 0 or die "seccomp: $!\\n";
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n";
`;

/**
 * A command behind which setgroups(2) seems to work. tcpdump gives up its groups when root starts it and refuses to run if it
 * can't, which in the user namespace of an ordinary user is so (user_namespaces(7), "/proc/pid/setgroups").
 * Nothing in Node or a shell can install a filter; Debian's perl-base, which is always there, can.
 */
export function withoutGroups(command: readonly string[], perl: string | undefined): readonly string[] {
  const machine = MACHINES[process.arch];
  if (!machine || perl === undefined) return command;
  return [perl, '-e', 'eval $ENV{VETHLAB_FILTER}; die $@', String(machine.audit), String(machine.setgroups), String(machine.prctl), ...command];
}
