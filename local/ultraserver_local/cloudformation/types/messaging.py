"""AWS::SNS and AWS::SQS."""

from __future__ import annotations

import json
from typing import Any

from .base import Context, Made, Props, ResourceType, pick, without
from .tagging import retag, tag_map

_TOPIC = {
    "DisplayName": "DisplayName",
    "KmsMasterKeyId": "KmsMasterKeyId",
    "FifoTopic": "FifoTopic",
    "ContentBasedDeduplication": "ContentBasedDeduplication",
    "SignatureVersion": "SignatureVersion",
    "TracingConfig": "TracingConfig",
}


class Topic:
    """AWS::SNS::Topic, with its inline subscriptions."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the topic."""
        name = str(props.get("TopicName") or ctx.name(256))
        arn = str(
            ctx.call(
                "sns",
                "create_topic",
                Name=name,
                Tags=props.get("Tags"),
                Attributes=self._attributes(props),
            )["TopicArn"]
        )
        for subscription in props.get("Subscription", []):
            ctx.call("sns", "subscribe", TopicArn=arn, **subscription)
        return Made(id=arn, attributes={"TopicArn": arn, "TopicName": name})

    def _attributes(self, props: Props) -> dict[str, Any]:
        return {_TOPIC[key]: value for key, value in props.items() if key in _TOPIC}

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change attributes and tags."""
        for name, value in self._attributes(without(new, "FifoTopic")).items():
            ctx.call(
                "sns",
                "set_topic_attributes",
                TopicArn=made.id,
                AttributeName=name,
                AttributeValue=value,
            )
        retag(ctx, "sns", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the topic with its subscriptions."""
        ctx.quietly("sns", "delete_topic", TopicArn=made.id)


class TopicPolicy:
    """AWS::SNS::TopicPolicy."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the policy on each topic."""
        return self.update(ctx, Made(id=ctx.name(), attributes={"Id": ctx.name()}), {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the policy again."""
        for topic in new["Topics"]:
            ctx.call(
                "sns",
                "set_topic_attributes",
                TopicArn=topic,
                AttributeName="Policy",
                AttributeValue=new["PolicyDocument"],
            )
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Put the owner-only policy back, as CloudFormation does."""
        for topic in props["Topics"]:
            ctx.quietly(
                "sns", "set_topic_attributes", TopicArn=topic, AttributeName="Policy",
                AttributeValue={
                    "Version": "2008-10-17",
                    "Statement": [{
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": "SNS:Publish",
                        "Resource": topic,
                        "Condition": {"StringEquals": {"AWS:SourceOwner": ctx.account}},
                    }],
                },
            )  # fmt: skip


class Subscription:
    """AWS::SNS::Subscription."""

    _attributes = (
        "DeliveryPolicy",
        "FilterPolicy",
        "FilterPolicyScope",
        "RawMessageDelivery",
        "RedrivePolicy",
        "SubscriptionRoleArn",
    )

    def create(self, ctx: Context, props: Props) -> Made:
        """Subscribe."""
        answer = ctx.call(
            "sns",
            "subscribe",
            ReturnSubscriptionArn=True,
            **pick(props, "TopicArn", "Protocol", "Endpoint"),
            Attributes=pick(props, *self._attributes),
        )
        return Made(
            id=str(answer["SubscriptionArn"]), attributes={"Arn": answer["SubscriptionArn"]}
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change attributes."""
        for name, value in pick(new, *self._attributes).items():
            ctx.call(
                "sns",
                "set_subscription_attributes",
                SubscriptionArn=made.id,
                AttributeName=name,
                AttributeValue=value,
            )
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Unsubscribe."""
        ctx.quietly("sns", "unsubscribe", SubscriptionArn=made.id)


class Queue:
    """AWS::SQS::Queue."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the queue."""
        fifo = str(props.get("FifoQueue", False)).lower() == "true"
        name = str(props.get("QueueName") or ctx.name(75) + (".fifo" if fifo else ""))
        url = str(
            ctx.call(
                "sqs",
                "create_queue",
                QueueName=name,
                Attributes=self._attributes(props),
                tags=tag_map(props.get("Tags")),
            )["QueueUrl"]
        )
        arn = ctx.arn("sqs", name)
        return Made(id=url, attributes={"Arn": arn, "QueueName": name, "QueueUrl": url})

    def _attributes(self, props: Props) -> dict[str, str]:
        return {
            key: json.dumps(value) if isinstance(value, dict) else _text(value)
            for key, value in without(props, "QueueName", "Tags").items()
        }

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change attributes."""
        attributes = self._attributes(without(new, "FifoQueue"))
        ctx.call("sqs", "set_queue_attributes", QueueUrl=made.id, Attributes=attributes)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the queue."""
        ctx.quietly("sqs", "delete_queue", "QueueDoesNotExist", QueueUrl=made.id)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class QueuePolicy:
    """AWS::SQS::QueuePolicy."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Put the policy on each queue."""
        name = ctx.name()
        return self.update(ctx, Made(id=name, attributes={"Id": name}), {}, props)

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Put the policy again."""
        self._put(ctx, new, json.dumps(new["PolicyDocument"]))
        return made

    def _put(self, ctx: Context, props: Props, policy: str) -> None:
        for queue in props["Queues"]:
            ctx.quietly(
                "sqs",
                "set_queue_attributes",
                "QueueDoesNotExist",
                QueueUrl=queue,
                Attributes={"Policy": policy},
            )

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Take the policy away."""
        self._put(ctx, props, "")


TYPES: dict[str, ResourceType] = {
    "AWS::SNS::Topic": Topic(),
    "AWS::SNS::TopicPolicy": TopicPolicy(),
    "AWS::SNS::Subscription": Subscription(),
    "AWS::SQS::Queue": Queue(),
    "AWS::SQS::QueuePolicy": QueuePolicy(),
}
