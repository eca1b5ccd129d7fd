"""The fields of Azure DevOps itself and of its own processes: type, reference name, name that people see."""

from __future__ import annotations

from typing import Final

STANDARD_FIELDS: Final = tuple(
    tuple(part.strip() for part in line.split("|"))
    for line in """
    integer   | System.Id                                      | ID
    integer   | System.Rev                                     | Rev
    integer   | System.Watermark                               | Watermark
    string    | System.TeamProject                             | Team Project
    string    | System.WorkItemType                            | Work Item Type
    string    | System.Title                                   | Title
    string    | System.State                                   | State
    string    | System.Reason                                  | Reason
    plainText | System.Tags                                    | Tags
    identity  | System.AssignedTo                              | Assigned To
    identity  | System.CreatedBy                               | Created By
    identity  | System.ChangedBy                               | Changed By
    identity  | System.AuthorizedAs                            | Authorized As
    dateTime  | System.CreatedDate                             | Created Date
    dateTime  | System.ChangedDate                             | Changed Date
    dateTime  | System.AuthorizedDate                          | Authorized Date
    dateTime  | System.RevisedDate                             | Revised Date
    treePath  | System.AreaPath                                | Area Path
    integer   | System.AreaId                                  | Area ID
    string    | System.NodeName                                | Node Name
    string    | System.AreaLevel1                              | Area Level 1
    string    | System.AreaLevel2                              | Area Level 2
    string    | System.AreaLevel3                              | Area Level 3
    string    | System.AreaLevel4                              | Area Level 4
    string    | System.AreaLevel5                              | Area Level 5
    string    | System.AreaLevel6                              | Area Level 6
    string    | System.AreaLevel7                              | Area Level 7
    treePath  | System.IterationPath                           | Iteration Path
    integer   | System.IterationId                             | Iteration ID
    string    | System.IterationLevel1                         | Iteration Level 1
    string    | System.IterationLevel2                         | Iteration Level 2
    string    | System.IterationLevel3                         | Iteration Level 3
    string    | System.IterationLevel4                         | Iteration Level 4
    string    | System.IterationLevel5                         | Iteration Level 5
    string    | System.IterationLevel6                         | Iteration Level 6
    string    | System.IterationLevel7                         | Iteration Level 7
    html      | System.Description                             | Description
    history   | System.History                                 | History
    string    | System.BoardColumn                             | Board Column
    boolean   | System.BoardColumnDone                         | Board Column Done
    string    | System.BoardLane                               | Board Lane
    integer   | System.CommentCount                            | Comment Count
    integer   | System.AttachedFileCount                       | Attached File Count
    integer   | System.ExternalLinkCount                       | External Link Count
    integer   | System.HyperLinkCount                          | Hyperlink Count
    integer   | System.RelatedLinkCount                        | Related Link Count
    integer   | System.RemoteLinkCount                         | Remote Link Count
    integer   | System.Parent                                  | Parent
    string    | System.Links.LinkType                          | Link Type
    boolean   | System.IsDeleted                               | Is Deleted
    identity  | Microsoft.VSTS.Common.ActivatedBy              | Activated By
    dateTime  | Microsoft.VSTS.Common.ActivatedDate            | Activated Date
    identity  | Microsoft.VSTS.Common.ClosedBy                 | Closed By
    dateTime  | Microsoft.VSTS.Common.ClosedDate               | Closed Date
    identity  | Microsoft.VSTS.Common.ResolvedBy               | Resolved By
    dateTime  | Microsoft.VSTS.Common.ResolvedDate             | Resolved Date
    string    | Microsoft.VSTS.Common.ResolvedReason           | Resolved Reason
    dateTime  | Microsoft.VSTS.Common.StateChangeDate          | State Change Date
    html      | Microsoft.VSTS.Common.AcceptanceCriteria       | Acceptance Criteria
    html      | Microsoft.VSTS.Common.Resolution               | Resolution
    string    | Microsoft.VSTS.Common.Activity                 | Activity
    string    | Microsoft.VSTS.Common.Discipline               | Discipline
    string    | Microsoft.VSTS.Common.Issue                    | Issue
    integer   | Microsoft.VSTS.Common.Priority                 | Priority
    string    | Microsoft.VSTS.Common.Rating                   | Rating
    string    | Microsoft.VSTS.Common.Risk                     | Risk
    string    | Microsoft.VSTS.Common.Severity                 | Severity
    double    | Microsoft.VSTS.Common.BacklogPriority          | Backlog Priority
    integer   | Microsoft.VSTS.Common.BusinessValue            | Business Value
    double    | Microsoft.VSTS.Common.StackRank                | Stack Rank
    double    | Microsoft.VSTS.Common.TimeCriticality          | Time Criticality
    string    | Microsoft.VSTS.Common.Triage                   | Triage
    string    | Microsoft.VSTS.Common.ValueArea                | Value Area
    string    | Microsoft.VSTS.Build.FoundIn                   | Found In
    string    | Microsoft.VSTS.Build.IntegrationBuild          | Integration Build
    string    | Microsoft.VSTS.CMMI.Blocked                    | Blocked
    html      | Microsoft.VSTS.CMMI.Analysis                   | Analysis
    html      | Microsoft.VSTS.CMMI.Comments                   | Comments
    string    | Microsoft.VSTS.CMMI.Committed                  | Committed
    html      | Microsoft.VSTS.CMMI.ContingencyPlan            | Contingency Plan
    html      | Microsoft.VSTS.CMMI.CorrectiveActionActualResolution | Corrective Action Actual Resolution
    html      | Microsoft.VSTS.CMMI.CorrectiveActionPlan       | Corrective Action Plan
    string    | Microsoft.VSTS.CMMI.Escalate                   | Escalate
    string    | Microsoft.VSTS.CMMI.FoundInEnvironment         | Found In Environment
    string    | Microsoft.VSTS.CMMI.HowFound                   | How Found
    html      | Microsoft.VSTS.CMMI.ImpactAssessmentHtml       | Impact Assessment
    html      | Microsoft.VSTS.CMMI.ImpactOnArchitecture       | Impact on Architecture
    html      | Microsoft.VSTS.CMMI.ImpactOnDevelopment        | Impact on Development
    html      | Microsoft.VSTS.CMMI.ImpactOnTechnicalPublications | Impact on Technical Publications
    html      | Microsoft.VSTS.CMMI.ImpactOnTest               | Impact on Test
    html      | Microsoft.VSTS.CMMI.ImpactOnUserExperience     | Impact on User Experience
    html      | Microsoft.VSTS.CMMI.Justification              | Justification
    html      | Microsoft.VSTS.CMMI.MitigationPlan             | Mitigation Plan
    html      | Microsoft.VSTS.CMMI.MitigationTriggers         | Mitigation Triggers
    integer   | Microsoft.VSTS.CMMI.Probability                | Probability
    html      | Microsoft.VSTS.CMMI.ProposedFix                | Proposed Fix
    string    | Microsoft.VSTS.CMMI.RequirementType            | Requirement Type
    string    | Microsoft.VSTS.CMMI.RequiresReview             | Requires Review
    string    | Microsoft.VSTS.CMMI.RequiresTest               | Requires Test
    string    | Microsoft.VSTS.CMMI.RootCause                  | Root Cause
    html      | Microsoft.VSTS.CMMI.Symptom                    | Symptom
    dateTime  | Microsoft.VSTS.CMMI.TargetResolveDate          | Target Resolve Date
    string    | Microsoft.VSTS.CMMI.TaskType                   | Task Type
    string    | Microsoft.VSTS.CMMI.UserAcceptanceTest         | User Acceptance Test
    double    | Microsoft.VSTS.Scheduling.CompletedWork        | Completed Work
    dateTime  | Microsoft.VSTS.Scheduling.DueDate              | Due Date
    double    | Microsoft.VSTS.Scheduling.Effort               | Effort
    dateTime  | Microsoft.VSTS.Scheduling.FinishDate           | Finish Date
    double    | Microsoft.VSTS.Scheduling.OriginalEstimate     | Original Estimate
    double    | Microsoft.VSTS.Scheduling.RemainingWork        | Remaining Work
    double    | Microsoft.VSTS.Scheduling.Size                 | Size
    dateTime  | Microsoft.VSTS.Scheduling.StartDate            | Start Date
    double    | Microsoft.VSTS.Scheduling.StoryPoints          | Story Points
    dateTime  | Microsoft.VSTS.Scheduling.TargetDate           | Target Date
    string    | Microsoft.VSTS.TCM.AutomatedTestId             | Automated Test Id
    string    | Microsoft.VSTS.TCM.AutomatedTestName           | Automated Test Name
    string    | Microsoft.VSTS.TCM.AutomatedTestStorage        | Automated Test Storage
    string    | Microsoft.VSTS.TCM.AutomatedTestType           | Automated Test Type
    string    | Microsoft.VSTS.TCM.AutomationStatus            | Automation Status
    html      | Microsoft.VSTS.TCM.LocalDataSource             | Local Data Source
    html      | Microsoft.VSTS.TCM.Parameters                  | Parameters
    html      | Microsoft.VSTS.TCM.ReproSteps                  | Repro Steps
    html      | Microsoft.VSTS.TCM.Steps                       | Steps
    html      | Microsoft.VSTS.TCM.SystemInfo                  | System Info
    string    | Microsoft.VSTS.TCM.TestSuiteType               | Test Suite Type
    integer   | Microsoft.VSTS.TCM.TestSuiteTypeId             | Test Suite Type Id
    """.strip().splitlines()
)
