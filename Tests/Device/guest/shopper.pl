#!/usr/bin/perl
# The air in the shop, for ever: faint noise, and whatever is put into /run/rig/say (raw, 16 kHz, one channel, 16 bits).
# A microphone in the world never hears pure silence.
use strict;
use warnings;

my ($queue, $done) = ('/run/rig/say', '/run/rig/said');
mkdir '/run/rig';
mkdir $queue;
mkdir $done;
srand 7;
my @noise = map { pack 's<320', map { int(rand(13)) - 6 } 1 .. 320 } 1 .. 50;
$SIG{PIPE} = 'DEFAULT';
while (1) {
  my $pid = open(my $speaker, '|-', 'aplay', '-q', '-D', 'plughw:CARD=Loopback,DEV=0,SUBDEV=0', '-t', 'raw',
    '-f', 'S16_LE', '-r', '16000', '-c', '1', '--buffer-time=200000', '--period-time=20000', '-');
  $SIG{PIPE} = 'IGNORE';
  binmode $speaker;
  my $turn = 0;
  while ($pid) {
    my ($next) = sort glob "$queue/*.raw";
    my $ok = 1;
    if (defined $next && open my $file, '<:raw', $next) {
      while ($ok && read $file, my $bytes, 6400) { $ok = syswrite $speaker, $bytes }
      close $file;
      my ($name) = $next =~ m{([^/]+)$};
      rename $next, "$done/$name";
    } else {
      $ok = syswrite $speaker, $noise[$turn++ % @noise];
    }
    last unless $ok;
  }
  close $speaker;
  # The card is gone for the moment.
  select undef, undef, undef, 0.3;
}
