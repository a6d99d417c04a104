namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Tests with a Kafka of their own, secure, of three nodes, or one that dies: one class at a time, because each takes processors and memory while it starts.</summary>
[CollectionDefinition(Name)]
public sealed class OwnKafka
{
    public const string Name = "A Kafka of its own";
}
