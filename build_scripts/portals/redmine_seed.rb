# Adds issues to the project General through Redmine's own classes, so that every row is as Redmine
# writes it. No mail, one commit for each hundred: several times as fast as the API.
ActiveRecord::Base.connection.execute('PRAGMA synchronous=OFF')
ActiveRecord::Base.logger = nil

general = Project.find('general')
users = %w[agent1 agent2 requester].to_h { |one| [one, User.find_by_login(one)] }
owners = [users['agent1'], users['agent2'], nil]
statuses = IssueStatus.sorted.to_a
priorities = IssuePriority.active.to_a
trackers = general.trackers.to_a
impact = IssueCustomField.find_by(name: 'Impact')
subjects = ['打印机卡纸', 'VPN 无法连接', '月结后库存账不平', 'Outlook cannot send mail',
            '新员工开通账号', 'Barcode scanner loses its pairing', 'MES 终端白屏']

def say(issue, user, text, hidden: false)
  issue.reload
  journal = issue.init_journal(user, text)
  journal.private_notes = hidden
  journal.notify = false
  issue.save!
end

wanted = ENV.fetch('FIRSTLINE_REDMINE_ISSUES').to_i
(1..wanted).each_slice(100) do |slice|
  Issue.transaction do
    slice.each do |i|
      issue = Issue.new(
        project: general, tracker: trackers[i % trackers.size], author: users['requester'],
        assigned_to: owners[i % 3], status: statuses[i % statuses.size],
        priority: priorities[i % priorities.size], subject: "#{subjects[i % subjects.size]} ##{i}",
        description: "现象:第 #{i} 台终端报错。\nTicket body #{i}, as a mail would bring it.\n" * 3
      )
      issue.custom_field_values = { impact.id => impact.possible_values[i % 3] }
      issue.notify = false
      issue.save!
      next unless (i % 3).zero?

      agent = users[i.odd? ? 'agent1' : 'agent2']
      say(issue, agent, "已收到,正在处理。Reply to issue #{i}.")
      say(issue, agent, '内部备注:先重启再看日志。', hidden: true) if i.odd?
    end
  end
end
