# What a fresh Request Tracker holds for Firstline's tests: two ordinary agents, a requester, a
# queue that only root may see, a custom field, service levels, and one API token for each agent.
use utf8;

our @Queues = ({ Name => 'Vault', Description => 'only root may see it' });
our @Users = (
    { Name => 'agent1', RealName => '张敏', EmailAddress => 'agent1@rt.test', Privileged => 1 },
    { Name => 'agent2', RealName => '李工', EmailAddress => 'agent2@rt.test', Privileged => 1 },
    { Name => 'requester', RealName => '王小明', EmailAddress => 'requester@rt.test', Privileged => 0 },
);
my @rights = qw(
    SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket
    ModifyTicket OwnTicket TakeTicket ReassignTicket SeeCustomField ModifyCustomField Watch
);
our @ACL;
for my $agent (qw(agent1 agent2)) {
    push @ACL, { UserId => $agent, Queue => 'General', Right => $_ } for @rights;
}
our @CustomFields = (
    { Name => 'Location', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => 'General' },
);
our @Final = (sub {
    my $queue = RT::Queue->new(RT->SystemUser);
    $queue->Load('General');
    $queue->SetSLADisabled(0);
    my $everyone = RT::Group->new(RT->SystemUser);
    $everyone->LoadSystemInternalGroup('Everyone');
    for my $right (qw(CreateTicket ReplyToTicket)) {    # as RT's handbook advises for mail
        $everyone->PrincipalObj->GrantRight(Right => $right, Object => $queue);
    }
    my $scrips = RT::Scrips->new(RT->SystemUser);    # no mail is sent: nor is any composed
    $scrips->UnLimit;
    while (my $scrip = $scrips->Next) {
        $scrip->SetDisabled(1) if ($scrip->Description // '') =~ /Notify|Autoreply|forwarded/;
    }
    require RT::AuthToken;
    for my $name (qw(root agent1 agent2 requester)) {
        my $user = RT::CurrentUser->new;
        $user->LoadByName($name);
        my ($ok, $message, $token) = RT::AuthToken->new(RT->SystemUser)
            ->Create(Owner => $user->Id, Description => 'Firstline');
        die "token of $name: $message" unless $ok;
        open my $out, '>', "$ENV{FIRSTLINE_RT}/$name.token" or die $!;
        print $out $token;
        close $out;
    }
});
1;
