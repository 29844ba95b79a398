// SPDX-License-Identifier: Apache-2.0
// The objects and fields of the stand-in, one line a field:
//
//   = Name prefix Label|Labels [readonly] [unreplicated] [tandem]
//   Field type[(length | precision,scale | value|value | Target|Target)] [flag …]
//
// flags: required, ro (never written), create (not updated later), unique, external, cased, restricted,
//        auto (auto-number), secret (the org's own, never shown), tandem (left out by --without-tandem),
//        rel=Name, default=value (no spaces: _ is one)
#include "metadata.hpp"

namespace tandem::sandbox::salesforce {

std::string_view metadata_table() {
  static constexpr std::string_view table = R"table(
= Lead 00Q Lead|Leads
LastName text(80) required
FirstName text(40)
Salutation picklist(Mr.|Ms.|Mrs.|Dr.|Prof.)
Name text(121) ro
Title text(128)
Company text(255) required
Street longtext(255)
City text(40)
State text(80)
PostalCode text(20)
Country text(80)
Phone phone(40)
MobilePhone phone(40)
Fax phone(40)
Email email(80)
Website url(255)
Description longtext(32000)
LeadSource picklist(Web|Phone Inquiry|Partner Referral|Purchased List|Other)
Status picklist(Open - Not Contacted|Working - Contacted|Closed - Converted|Closed - Not Converted) default=Open_-_Not_Contacted
Industry picklist(Agriculture|Banking|Consulting|Education|Electronics|Energy|Engineering|Finance|Food & Beverage|Healthcare|Insurance|Manufacturing|Media|Retail|Technology|Telecommunications|Transportation|Other)
Rating picklist(Hot|Warm|Cold)
AnnualRevenue currency(18,0)
NumberOfEmployees int
HasOptedOutOfEmail boolean
DoNotCall boolean
OwnerId reference(User|Group) rel=Owner
MasterRecordId reference(Lead) ro rel=MasterRecord
IsConverted boolean ro
ConvertedDate date ro
ConvertedAccountId reference(Account) ro rel=ConvertedAccount
ConvertedContactId reference(Contact) ro rel=ConvertedContact
ConvertedOpportunityId reference(Opportunity) ro rel=ConvertedOpportunity
IsUnreadByOwner boolean
EmailBouncedReason text(255) ro
EmailBouncedDate datetime ro
LastActivityDate date ro
Tandem_Id__c text(36) unique external cased tandem

= Contact 003 Contact|Contacts
LastName text(80) required
FirstName text(40)
Salutation picklist(Mr.|Ms.|Mrs.|Dr.|Prof.)
Name text(121) ro
AccountId reference(Account) rel=Account
Title text(128)
Department text(80)
MailingStreet longtext(255)
MailingCity text(40)
MailingState text(80)
MailingPostalCode text(20)
MailingCountry text(80)
Phone phone(40)
MobilePhone phone(40)
Email email(80)
Description longtext(32000)
LeadSource picklist(Web|Phone Inquiry|Partner Referral|Purchased List|Other)
Birthdate date
HasOptedOutOfEmail boolean
DoNotCall boolean
ReportsToId reference(Contact) rel=ReportsTo
OwnerId reference(User) rel=Owner
MasterRecordId reference(Contact) ro rel=MasterRecord
LastActivityDate date ro
Tandem_Id__c text(36) unique external cased tandem

= Account 001 Account|Accounts
Name text(255) required
Type picklist(Prospect|Customer - Direct|Customer - Channel|Channel Partner / Reseller|Other)
ParentId reference(Account) rel=Parent
BillingStreet longtext(255)
BillingCity text(40)
BillingState text(80)
BillingPostalCode text(20)
BillingCountry text(80)
Phone phone(40)
Website url(255)
Industry picklist(Agriculture|Banking|Consulting|Education|Electronics|Energy|Engineering|Finance|Food & Beverage|Healthcare|Insurance|Manufacturing|Media|Retail|Technology|Telecommunications|Transportation|Other)
AnnualRevenue currency(18,0)
NumberOfEmployees int
Description longtext(32000)
AccountNumber text(40)
OwnerId reference(User) rel=Owner
MasterRecordId reference(Account) ro rel=MasterRecord
LastActivityDate date ro
Tandem_Id__c text(36) unique external cased tandem

= Opportunity 006 Opportunity|Opportunities
Name text(120) required
AccountId reference(Account) rel=Account
ContactId reference(Contact) create rel=Contact
StageName picklist(Prospecting|Qualification|Needs Analysis|Value Proposition|Id. Decision Makers|Perception Analysis|Proposal/Price Quote|Negotiation/Review|Closed Won|Closed Lost) required
CloseDate date required
Amount currency(18,2)
Probability percent(3,0)
ExpectedRevenue currency(18,2) ro
Type picklist(Existing Customer - Upgrade|Existing Customer - Replacement|Existing Customer - Downgrade|New Customer)
NextStep text(255)
LeadSource picklist(Web|Phone Inquiry|Partner Referral|Purchased List|Other)
IsClosed boolean ro
IsWon boolean ro
ForecastCategory picklist(Omitted|Pipeline|BestCase|Forecast|Closed) ro
ForecastCategoryName picklist(Omitted|Pipeline|Best Case|Commit|Closed)
CampaignId reference(Campaign) rel=Campaign
Description longtext(32000)
OwnerId reference(User) rel=Owner
LastActivityDate date ro
Tandem_Id__c text(36) unique external cased tandem

= Task 00T Task|Tasks
WhoId reference(Contact|Lead) rel=Who
WhatId reference(Account|Opportunity|Campaign|Tandem_Goal__c|Tandem_Handoff__c|Tandem_Feedback__c|Tandem_Request__c) rel=What
Subject text(255)
ActivityDate date
Status picklist(Not Started|In Progress|Completed|Waiting on someone else|Deferred) default=Not_Started
Priority picklist(High|Normal|Low) default=Normal
IsHighPriority boolean ro
Description longtext(32000)
IsClosed boolean ro
IsArchived boolean ro
TaskSubtype picklist(Task|Email|Call) create default=Task
Type picklist(Call|Meeting|Other)
AccountId reference(Account) ro rel=Account
OwnerId reference(User|Group) rel=Owner
Tandem_Id__c text(36) unique external cased tandem

= Event 00U Event|Events
WhoId reference(Contact|Lead) rel=Who
WhatId reference(Account|Opportunity|Campaign) rel=What
Subject text(255)
Location text(255)
IsAllDayEvent boolean
ActivityDateTime datetime
ActivityDate date
StartDateTime datetime
EndDateTime datetime
DurationInMinutes int
Description longtext(32000)
IsArchived boolean ro
OwnerId reference(User) rel=Owner

= Campaign 701 Campaign|Campaigns
Name text(80) required
ParentId reference(Campaign) rel=Parent
Type picklist(Conference|Webinar|Trade Show|Public Relations|Partners|Referral Program|Advertisement|Banner Ads|Direct Mail|Email|Telemarketing|Other)
Status picklist(Planned|In Progress|Completed|Aborted) default=Planned
StartDate date
EndDate date
ExpectedRevenue currency(18,0)
BudgetedCost currency(18,0)
ActualCost currency(18,0)
ExpectedResponse percent(10,2)
NumberSent number(18,0)
IsActive boolean
Description longtext(32000)
NumberOfLeads int ro
NumberOfConvertedLeads int ro
NumberOfContacts int ro
NumberOfResponses int ro
NumberOfOpportunities int ro
NumberOfWonOpportunities int ro
AmountAllOpportunities currency(18,0) ro
AmountWonOpportunities currency(18,0) ro
OwnerId reference(User) rel=Owner
LastActivityDate date ro
Tandem_Id__c text(36) unique external cased tandem

= CampaignMember 00v Campaign_Member|Campaign_Members
CampaignId reference(Campaign) required create rel=Campaign
LeadId reference(Lead) create rel=Lead
ContactId reference(Contact) create rel=Contact
LeadOrContactId reference(Lead|Contact) ro rel=LeadOrContact
Type text(40) ro
Status picklist(Sent|Responded|Attended|Registered) default=Sent
HasResponded boolean ro
FirstRespondedDate date ro
Name text(255) ro
Email email(80) ro
CompanyOrAccount text(255) ro
Pair text(60) ro unique secret
Tandem_Id__c text(36) unique external cased tandem

= User 005 User|Users readonly
Username text(80) ro
LastName text(80) ro
FirstName text(40) ro
Name text(121) ro
Email email(128) ro
Alias text(8) ro
IsActive boolean ro
UserType picklist(Standard|AutomatedProcess) ro
UserRoleId reference(Group) ro rel=UserRole
TimeZoneSidKey text(40) ro
LocaleSidKey text(40) ro
ManagerId reference(User) ro rel=Manager

= Group 00G Group|Groups readonly
Name text(40) ro
DeveloperName text(80) ro
Type picklist(Queue|Regular|Role) ro
Email email(255) ro

= Organization 00D Organization|Organizations readonly unreplicated
Name text(80) ro
OrganizationType picklist(Developer Edition|Enterprise Edition) ro
IsSandbox boolean ro
InstanceName text(10) ro
TimeZoneSidKey text(40) ro
DefaultLocaleSidKey text(40) ro
NamespacePrefix text(15) ro

= LeadStatus 01J Lead_Status_Value|Lead_Status_Values readonly unreplicated
MasterLabel text(255) ro
ApiName text(255) ro
SortOrder int ro
IsDefault boolean ro
IsConverted boolean ro

= OpportunityStage 01J Opportunity_Stage|Opportunity_Stages readonly unreplicated
MasterLabel text(255) ro
ApiName text(255) ro
SortOrder int ro
IsActive boolean ro
IsClosed boolean ro
IsWon boolean ro
DefaultProbability percent(3,0) ro
ForecastCategoryName picklist(Omitted|Pipeline|Best Case|Commit|Closed) ro

= Tandem_Goal__c a00 Tandem_Goal|Tandem_Goals tandem
Name text(80)
Tandem_Id__c text(36) unique external cased
Metric__c text(80)
Period_Start__c date
Period_End__c date
Target__c number(18,2)
Unit__c text(40)
Currency_Code__c text(3)
State__c text(40)
Marketing_Agreed__c boolean
Marketing_Agreed_By__c email(80)
Sales_Agreed__c boolean
Sales_Agreed_By__c email(80)
Reason__c longtext(32000)
OwnerId reference(User|Group) rel=Owner

= Tandem_Handoff__c a01 Tandem_Handoff|Tandem_Handoffs tandem
Name text(80) auto
Tandem_Id__c text(36) unique external cased
Lead__c reference(Lead) rel=Lead__r
Contact__c reference(Contact) rel=Contact__r
To__c reference(User) rel=To__r
State__c picklist(offered|accepted|returned|expired|completed) restricted
Reason__c longtext(32000)
Note__c longtext(32000)
Offered_At__c datetime
Due_At__c datetime
Decided_By__c email(80)
Refused_Because__c longtext(32000)
OwnerId reference(User|Group) rel=Owner

= Tandem_Feedback__c a02 Tandem_Feedback|Tandem_Feedback tandem
Name text(80) auto
Tandem_Id__c text(36) unique external cased
About_Lead__c reference(Lead) rel=About_Lead__r
About_Contact__c reference(Contact) rel=About_Contact__r
About_Opportunity__c reference(Opportunity) rel=About_Opportunity__r
About_Campaign__c reference(Campaign) rel=About_Campaign__r
Verdict__c picklist(worked|did_not|mixed) restricted
Why__c longtext(32000)
Reply__c longtext(32000)
State__c picklist(submitted|acknowledged|reviewing|acted|no_action|closed|merged) restricted
To_Side__c text(40)
From__c email(80)
Replied_By__c email(80)
Submitted_At__c datetime
Refused_Because__c longtext(32000)
OwnerId reference(User|Group) rel=Owner

= Tandem_Request__c a03 Tandem_Request|Tandem_Requests tandem
Name text(80) auto
Tandem_Id__c text(36) unique external cased
Title__c text(255)
Kind__c picklist(value_proposition|collateral|nurture_campaign|research|creative|microsite|lead_program|data_fix|field_input|reference|deal_help|other) restricted
Why__c longtext(32000)
Use_Case__c longtext(32000)
Opportunity__c reference(Opportunity) rel=Opportunity__r
Account__c reference(Account) rel=Account__r
Priority__c picklist(low|normal|high) restricted
Needed_By__c datetime
State__c picklist(open|acknowledged|accepted|in_progress|delivered|confirmed|reopened|declined|cancelled) restricted
From__c email(80)
To_Side__c text(40)
Worker__c email(80)
Acted_By__c email(80)
Decline_Reason__c text(80)
Alternative__c longtext(32000)
Delivery__c longtext(32000)
Reopen_Reason__c longtext(32000)
Rating__c number(1,0)
Opened_At__c datetime
Acknowledge_By__c datetime
Refused_Because__c longtext(32000)
OwnerId reference(User|Group) rel=Owner
)table";
  return table;
}

}  // namespace tandem::sandbox::salesforce
