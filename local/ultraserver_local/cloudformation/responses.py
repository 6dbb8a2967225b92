"""CloudFormation's API on the embedded engine; StackSets stay moto's."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from .changes import ChangeSet
from .errors import ChangeSetNotFoundError, ValidationError
from .service import CloudFormation
from .shapes import change_set_shape, event_shape, resource_shape, stack_shape, summary_shape
from .stack import Request, Stack
from .template import Template

PAGE = 100


class EmbeddedCloudFormation(CloudFormationResponse):
    """What the embedded AWS answers to CloudFormation calls."""

    # The results are plain shapes; moto's transformers are for its own objects.
    RESPONSE_KEY_PATH_TO_TRANSFORMER: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        key: value
        for key, value in CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.items()
        if "StackSet" in key
    }
    service: CloudFormation

    def _stack(self, param: str = "StackName") -> Stack:
        return self.service.find(self.current_account, self.region, str(self._get_param(param)))

    def _template_body(self, stack: Stack | None) -> str:
        if url := self._get_param("TemplateURL"):
            return str(self._get_stack_from_s3_url(url))
        if body := self._get_param("TemplateBody"):
            return str(body)
        if stack and stack.template and self._get_bool_param("UsePreviousTemplate"):
            return stack.template.body
        raise ValidationError("Either Template URL or Template Body must be specified.")

    def _request(self, stack: Stack | None = None) -> Request:
        parameters = {}
        for given in self._get_param("Parameters", []):
            name = given["ParameterKey"]
            if given.get("UsePreviousValue"):
                previous = stack.request.parameters if stack and stack.request else {}
                if name in previous:
                    parameters[name] = previous[name]
            else:
                parameters[name] = given.get("ParameterValue", "")
        before = dict(stack.request.tags) if stack and stack.request else {}
        tags = self._get_param("Tags")
        rollback_off = self._get_bool_param("DisableRollback")
        return Request(
            template=Template.parse(self._template_body(stack)),
            parameters=parameters,
            tags={tag["Key"]: tag["Value"] for tag in tags} if tags is not None else before,
            capabilities=self._get_param("Capabilities", []),
            notification_arns=self._get_param("NotificationARNs", []),
            role_arn=self._get_param("RoleARN"),
            disable_rollback=bool(rollback_off),
            on_failure=self._get_param("OnFailure")
            or self._get_param("OnStackFailure", "ROLLBACK"),
            token=self._get_param("ClientRequestToken"),
        )

    def create_stack(self) -> ActionResult:
        """CreateStack."""
        stack = self.service.create(
            self.current_account, self.region, self._get_param("StackName"), self._request()
        )
        stack.termination_protection = bool(self._get_bool_param("EnableTerminationProtection"))
        return ActionResult({"StackId": stack.id})

    def update_stack(self) -> ActionResult:
        """UpdateStack."""
        stack = self._stack()
        self.service.update(stack, self._request(stack))
        return ActionResult({"StackId": stack.id})

    def delete_stack(self) -> ActionResult:
        """DeleteStack: a stack that does not exist is no error."""
        try:
            stack = self._stack()
        except ValidationError:
            return EmptyResult()
        self.service.delete(stack, self._get_param("RetainResources", []))
        return EmptyResult()

    def describe_stacks(self) -> ActionResult:
        """DescribeStacks."""
        if self._get_param("StackName"):
            stacks = [self._stack()]
        else:
            stacks = list(self.service.live(self.current_account, self.region))
        return self._page("Stacks", [stack_shape(stack) for stack in stacks])

    def list_stacks(self) -> ActionResult:
        """ListStacks."""
        wanted = self._get_param("StackStatusFilter", [])
        here = (self.current_account, self.region)
        stacks = [s for s in self.service.stacks.values() if (s.account, s.region) == here]
        shapes = [summary_shape(s) for s in stacks if not wanted or s.status in wanted]
        return self._page("StackSummaries", shapes)

    def describe_stack_events(self) -> ActionResult:
        """DescribeStackEvents, newest first."""
        events = [event_shape(event) for event in reversed(self._stack().events)]
        return self._page("StackEvents", events)

    def describe_events(self) -> ActionResult:
        """DescribeEvents: operation events; the embedded engine validates in the call itself."""
        return ActionResult({"OperationEvents": []})

    def describe_stack_resource(self) -> ActionResult:
        """DescribeStackResource."""
        stack, name = self._stack(), self._get_param("LogicalResourceId")
        if name not in stack.resources:
            raise ValidationError(f"Resource {name} does not exist for stack {stack.name}")
        shape = resource_shape(stack, stack.resources[name])
        shape["LastUpdatedTimestamp"] = shape.pop("Timestamp")
        shape["Metadata"] = json.dumps(stack.resources[name].metadata)
        return ActionResult({"StackResourceDetail": shape})

    def describe_stack_resources(self) -> ActionResult:
        """DescribeStackResources."""
        stack, name = self._stack(), self._get_param("LogicalResourceId")
        resources = [r for r in stack.resources.values() if name in (None, r.logical_id)]
        return ActionResult({"StackResources": [resource_shape(stack, r) for r in resources]})

    def list_stack_resources(self) -> ActionResult:
        """ListStackResources."""
        stack = self._stack()
        shapes = []
        for resource in stack.resources.values():
            shape = resource_shape(stack, resource)
            shape["LastUpdatedTimestamp"] = shape.pop("Timestamp")
            del shape["StackName"], shape["StackId"]
            shapes.append(shape)
        return self._page("StackResourceSummaries", shapes)

    def get_template(self) -> ActionResult:
        """GetTemplate, of a stack or of a change set."""
        stack = self._stack() if self._get_param("StackName") else None
        if name := self._get_param("ChangeSetName"):
            template: Template | None = self.service.find_change_set(name, stack).request.template
        else:
            template = stack.template if stack else None
        body = template.body if template else "{}"
        return ActionResult({"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]})

    def get_template_summary(self) -> ActionResult:
        """GetTemplateSummary."""
        stack = self._stack() if self._get_param("StackName") else None
        template = (
            stack.template
            if stack and stack.template
            else Template.parse(self._template_body(None))
        )
        parameters = [
            {
                "ParameterKey": name,
                "DefaultValue": declared.get("Default"),
                "ParameterType": declared.get("Type", "String"),
                "NoEcho": bool(declared.get("NoEcho", False)),
                "Description": declared.get("Description", ""),
            }
            for name, declared in template.section("Parameters").items()
        ]
        return ActionResult(
            {
                "Parameters": parameters,
                "Description": template.document.get("Description"),
                "ResourceTypes": sorted({d.type for d in template.resources.values()}),
                "Version": str(template.document.get("AWSTemplateFormatVersion", "2010-09-09")),
            }
        )

    def validate_template(self) -> ActionResult:
        """ValidateTemplate."""
        template = Template.parse(self._template_body(None))
        template.order(set(template.resources))
        parameters = [
            {"ParameterKey": name, "DefaultValue": declared.get("Default")}
            for name, declared in template.section("Parameters").items()
        ]
        return ActionResult(
            {"Parameters": parameters, "Description": template.document.get("Description")}
        )

    def create_change_set(self) -> ActionResult:
        """CreateChangeSet."""
        name = self._get_param("StackName")
        creates = self._get_param("ChangeSetType", "UPDATE") == "CREATE"
        stack = None if creates else self._stack()
        change_set = self.service.create_change_set(
            self.current_account,
            self.region,
            (name, self._get_param("ChangeSetName")),
            self._request(stack),
            creates=creates,
        )
        change_set.description = self._get_param("Description")
        return ActionResult({"Id": change_set.id, "StackId": change_set.stack.id})

    def _change_set(self) -> ChangeSet:
        stack = self._stack() if self._get_param("StackName") else None
        return self.service.find_change_set(self._get_param("ChangeSetName"), stack)

    def describe_change_set(self) -> ActionResult:
        """DescribeChangeSet."""
        return ActionResult(change_set_shape(self._change_set()))

    def list_change_sets(self) -> ActionResult:
        """ListChangeSets."""
        stack = self._stack()
        found = [c for c in self.service.change_sets.values() if c.stack is stack]
        return ActionResult({"Summaries": [change_set_shape(c) for c in found]})

    def delete_change_set(self) -> ActionResult:
        """DeleteChangeSet: one that does not exist is no error."""
        try:
            del self.service.change_sets[self._change_set().id]
        except ChangeSetNotFoundError:
            return EmptyResult()
        return EmptyResult()

    def execute_change_set(self) -> ActionResult:
        """ExecuteChangeSet."""
        self.service.execute(
            self._change_set(),
            token=self._get_param("ClientRequestToken"),
            disable_rollback=bool(self._get_bool_param("DisableRollback")),
        )
        return EmptyResult()

    def list_exports(self) -> ActionResult:
        """ListExports."""
        exports = [
            {"ExportingStackId": stack.id, "Name": output.export, "Value": output.value}
            for stack in self.service.live(self.current_account, self.region)
            for output in stack.outputs.values()
            if output.export
        ]
        return self._page("Exports", exports)

    def list_imports(self) -> ActionResult:
        """ListImports."""
        name = self._get_param("ExportName")
        users = [
            stack.name
            for stack in self.service.live(self.current_account, self.region)
            if name in stack.imports
        ]
        if not users:
            raise ValidationError(f"Export '{name}' is not imported by any stack.")
        return ActionResult({"Imports": users})

    def update_termination_protection(self) -> ActionResult:
        """UpdateTerminationProtection."""
        stack = self._stack()
        stack.termination_protection = bool(self._get_bool_param("EnableTerminationProtection"))
        return ActionResult({"StackId": stack.id})

    def get_stack_policy(self) -> ActionResult:
        """GetStackPolicy."""
        return ActionResult({"StackPolicyBody": self._stack().policy})

    def set_stack_policy(self) -> ActionResult:
        """SetStackPolicy: kept, not enforced."""
        self._stack().policy = self._get_param("StackPolicyBody")
        return EmptyResult()

    def _page(self, key: str, items: list[dict[str, Any]]) -> ActionResult:
        start = int(self._get_param("NextToken") or 0)
        end = start + PAGE
        token = str(end) if end < len(items) else None
        return ActionResult({key: items[start:end], "NextToken": token})
