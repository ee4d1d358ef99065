# What a fresh Redmine holds for Firstline's tests: two agents, a clerk who may neither write private
# notes nor change the priority of a new issue, a requester, a project that only the administrator
# sees, two custom fields, and keys.
Redmine::DefaultData::Loader.load('en')

Setting.rest_api_enabled = '1'
Setting.login_required = '1'
Setting.notified_events = []
Setting.text_formatting = 'common_mark'
Setting.attachment_max_size = 102_400
Setting.user_format = 'lastnamefirstname'
Setting.default_language = 'en'

admin = User.find_by_login('admin')
admin.must_change_passwd = false
admin.language = 'en'
admin.save!(validate: false)

agent = Role.givable.first
clerk = Role.new(name: 'Clerk', issues_visibility: 'all', users_visibility: 'all')
clerk.permissions = %i[view_issues add_issues edit_issues add_issue_notes view_private_notes]
clerk.save!
WorkflowTransition.where(role_id: agent.id).find_each do |one|
  WorkflowTransition.create!(role_id: clerk.id, tracker_id: one.tracker_id,
                             old_status_id: one.old_status_id, new_status_id: one.new_status_id)
end
Tracker.all.each do |tracker| # and whose changes of the priority are dropped without a word
  WorkflowPermission.create!(role_id: clerk.id, tracker_id: tracker.id, rule: 'readonly',
                             old_status_id: IssueStatus.sorted.first.id, field_name: 'priority_id')
end
reporter = Role.givable.find_by(name: 'Reporter')

general = Project.create!(name: 'General', identifier: 'general', is_public: false,
                          enabled_module_names: %w[issue_tracking], tracker_ids: Tracker.pluck(:id))
Project.create!(name: 'Vault', identifier: 'vault', is_public: false,
                enabled_module_names: %w[issue_tracking], tracker_ids: Tracker.pluck(:id))
IssueCategory.create!(project: general, name: 'Network')
IssueCustomField.create!(name: 'Impact', field_format: 'list', possible_values: %w[Single Team Site],
                         is_for_all: true, is_filter: true, trackers: Tracker.all)
IssueCustomField.create!(name: 'Location', field_format: 'string', is_for_all: true,
                         trackers: Tracker.all)

people = { 'agent1' => ['敏', '张', agent], 'agent2' => ['工', '李', agent],
           'clerk' => ['文', '陈', clerk], 'requester' => ['小明', '王', reporter] }
made = { 'admin' => admin }
Member.create!(project: general, user: admin, roles: [agent])
people.each do |login, (first, last, role)|
  user = User.new(firstname: first, lastname: last, mail: "#{login}@redmine.test", language: 'en')
  user.login = login
  user.password = user.password_confirmation = "#{login}-pass"
  user.save!
  Member.create!(project: general, user: user, roles: [role])
  made[login] = user
end
made.each { |login, user| File.write("#{ENV.fetch('FIRSTLINE_REDMINE')}/#{login}.key", user.api_key) }
