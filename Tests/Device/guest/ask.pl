#!/usr/bin/perl
# In the guest: one question after another through button and loopback.
#   rig-ask NAME.raw...     for each: presses, lets the shopper speak, waits until the device is idle again, and prints
#                           what the journal keeps of it. Follows the device's own events; ends with 1 where one failed.
#                           RIG_UNKEPT=1: prints what became of it instead, for a journal that cannot be written
#                           RIG_MEANWHILE='COMMAND': runs it while the device listens to the shopper
#   rig-ask --bounce N      N presses of the button, ten milliseconds each and as long between: prints how long they took
#   rig-ask --presses N     N presses as 'shoptalk press' makes them, as fast as they are taken: likewise
#   rig-ask --mutes N       mutes and unmutes it N times, each of which the journal tells
#   rig-ask --interrupt     presses in the middle of a sentence: prints the milliseconds until silence as the device
#                           tells them, and those from the edge of the line until that was heard of
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(sleep time);

my $gpio = '/run/rig-gpio/sim_gpio' . ($ENV{RIG_BUTTON} // 17);
my $patience = $ENV{RIG_PATIENCE} // 120;
my ($live, $rest, $state) = (undef, '', 'unknown');
my $asked = 0;
my $outcome = '';
my $silenced;

sub follow {
  $live = IO::Socket::UNIX->new('/run/shoptalk/control.sock') or die "no daemon: $!\n";
  print $live "GET /v1/live HTTP/1.1\r\nHost: shoptalk\r\n\r\n";
  $live->flush;
}

# take SECONDS: the events that come within the time, or until one has come.
sub take {
  my ($seconds) = @_;
  return unless IO::Select->new($live)->can_read($seconds);
  my $count = sysread $live, $rest, 65536, length $rest;
  die "the daemon went away\n" unless $count;
  while ($rest =~ s/^([^\n]*)\n//) {
    my $line = $1;
    my ($kind) = $line =~ /"kind":"([a-z-]+)"/ or next;
    my ($what) = $line =~ /"what":"([a-z-]+)"/;
    $state = $what if $kind eq 'state' && defined $what;
    ($asked, $outcome) = ($asked + 1, $what // '') if $kind eq 'question';
    $silenced = $1 if $line =~ /"what":"([0-9.]+) ms"/ && $kind eq 'silenced';
  }
}

# wait_until SECONDS, CONDITION: whether it came true.
sub wait_until {
  my ($seconds, $true) = @_;
  my $end = time + $seconds;
  while (!$true->()) {
    my $left = $end - time;
    return 0 if $left <= 0;
    take($left);
  }
  return 1;
}

sub pull {
  open my $file, '>', "$gpio/pull" or die "$gpio: $!\n";
  print $file "$_[0]\n";
  close $file or die "$gpio: $!\n";
}

sub ask {
  my ($path) = @_;
  wait_until(60, sub { $state eq 'idle' }) or die "not idle: $state\n";
  my $before = $asked;
  pull('pull-down');
  sleep 0.12;
  pull('pull-up');
  wait_until(10, sub { $state eq 'listening' }) or die "does not listen: $state\n";
  # Whoever presses draws breath before speaking.
  sleep 0.3;
  my ($name) = $path =~ m{([^/]+)$};
  system('cp', $path, "/run/rig/say/.next") == 0 && rename "/run/rig/say/.next", "/run/rig/say/$name" or die "cp: $!\n";
  if (my $meanwhile = $ENV{RIG_MEANWHILE}) { system($meanwhile) == 0 or die "meanwhile: $meanwhile\n" }
  wait_until(60, sub { $state ne 'listening' }) or die "never thinks: $state\n";
  wait_until($patience, sub { $asked > $before && $state eq 'idle' }) or die "never ends: $state\n";
  return print "$outcome\n" if $ENV{RIG_UNKEPT};
  # Something about the device may have come after it.
  my @kept = grep { /"name":"shoptalk\.question"/ } `shoptalk logs -n 30 --json`;
  print $kept[-1] // die "the journal has no question\n";
}

sub interrupt {
  follow();
  wait_until(60, sub { $state eq 'idle' }) or die "not idle: $state\n";
  my $long = 'This is a long sentence, and somebody at the counter does not want to hear the end of it at all.';
  system("shoptalk say '$long' >/dev/null") == 0 or die "say\n";
  wait_until(60, sub { $state eq 'speaking' }) or die "does not speak: $state\n";
  sleep 2;
  my $pressed = time;
  pull('pull-down');
  wait_until(10, sub { defined $silenced }) or die "never silent: $state\n";
  printf "%.1f %.1f\n", $silenced, (time - $pressed) * 1000;
  pull('pull-up');
  # Nobody asks: it ends by itself.
  wait_until(60, sub { $state eq 'idle' }) or die "never ends: $state\n";
}

sub post {
  my ($path, $body) = @_;
  my $socket = IO::Socket::UNIX->new('/run/shoptalk/control.sock') or die "no daemon: $!\n";
  printf $socket "POST %s HTTP/1.1\r\nHost: shoptalk\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", $path,
    length $body, $body;
  $socket->flush;
  (readline $socket // '') =~ / 200 / or die "$path was not taken\n";
}

sub timed {
  my ($count, $does) = @_;
  my $begun = time;
  $does->() for 1 .. $count;
  printf "%.0f\n", (time - $begun) * 1000;
}

$| = 1;
if (($ARGV[0] // '') eq '--bounce') {
  timed($ARGV[1], sub { pull('pull-down'); sleep 0.01; pull('pull-up'); sleep 0.01 });
  exit;
}
if (($ARGV[0] // '') eq '--presses') {
  timed($ARGV[1], sub { post('/v1/press', '') });
  exit;
}
if (($ARGV[0] // '') eq '--mutes') {
  # One state after another, each for longer than the loop sleeps.
  timed($ARGV[1], sub { for my $on ('true', 'false') { post('/v1/mute', "{\"on\":$on}"); sleep 0.1 } });
  exit;
}
if (($ARGV[0] // '') eq '--interrupt') {
  interrupt();
  exit;
}
my $failed = 0;
for my $path (@ARGV) {
  eval { follow() unless $live; ask($path); 1 } and next;
  print "no answer to $path: $@";
  $failed = 1;
  ($live, $rest, $state) = (undef, '', 'unknown');
}
exit $failed;
