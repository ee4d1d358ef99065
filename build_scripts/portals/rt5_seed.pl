# Adds tickets to queue General through RT's own classes, so that every row is as RT writes it.
# No mail, no scrips, one commit for each hundred: about ten times as fast as the API.
use strict;
use warnings;
use utf8;
use Encode;
use RT;
RT::LoadConfig();
RT::Init();
use MIME::Entity;
use RT::Ticket;

{ no warnings qw(once redefine); *RT::Scrips::Prepare = sub { 1 }; *RT::Scrips::Commit = sub { 1 }; }
$RT::Handle->dbh->do('PRAGMA synchronous=OFF');

my @subjects = ('打印机卡纸', 'VPN 无法连接', '月结后库存账不平', 'Outlook cannot send mail',
    '新员工开通账号', 'Barcode scanner loses its pairing', 'MES 终端白屏');
my @owners = qw(agent1 agent2 Nobody);
my @states = qw(new open open resolved open stalled rejected);
my %later = (stalled => 1, rejected => 1);    # no ticket begins so

sub said {
    return MIME::Entity->build(
        Type => 'text/plain', Charset => 'UTF-8', Data => [ encode('UTF-8', $_[0]) ]);
}

my %agent;
for my $name (qw(agent1 agent2)) {
    $agent{$name} = RT::CurrentUser->new;
    $agent{$name}->LoadByName($name);
}

my $wanted = $ENV{FIRSTLINE_RT_TICKETS};
for my $i (1 .. $wanted) {
    $RT::Handle->BeginTransaction if $i % 100 == 1;
    my $ticket = RT::Ticket->new(RT->SystemUser);
    my $state = $states[$i % @states];
    my ($id, undef, $message) = $ticket->Create(
        Queue => 'General', Subject => "$subjects[$i % @subjects] #$i",
        Requestor => 'requester@rt.test', Owner => $owners[$i % 3],
        Status => $later{$state} ? 'open' : $state, Priority => ($i * 7) % 100,
        MIMEObj => said("现象:第 $i 台终端报错。\nTicket body $i, as a mail would bring it.\n" x 3),
    );
    die $message unless $id;
    $ticket->SetStatus($state) if $later{$state};
    if ($i % 3 == 0) {
        my $mine = RT::Ticket->new($agent{ $i % 2 ? 'agent1' : 'agent2' });
        $mine->Load($id);
        $mine->Correspond(MIMEObj => said("已收到,正在处理。Reply to ticket $i.\n"));
        $mine->Comment(MIMEObj => said("内部备注:先重启再看日志。\n")) if $i % 2;
    }
    $RT::Handle->Commit if $i % 100 == 0 or $i == $wanted;
}
