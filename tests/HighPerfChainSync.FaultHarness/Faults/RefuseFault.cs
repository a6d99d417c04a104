using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.FaultHarness.Auditing;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>A topic begins to refuse records of their size: the host stops and says which topic, block, size and what to do; nothing is dropped.</summary>
internal sealed class RefuseFault() : Fault(FaultKind.Refuse)
{
    private const string Setting = "max.message.bytes";
    private const string TooSmall = "300";
    private const string Enough = "16777216";

    /// <summary>What <c>chainsync --help</c> promises for an output that failed for good.</summary>
    private const int SinkCode = 4;

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.ServeAll();
        string topic = world.AnyDataTopic();
        await using HostProcess host = world.StartHost();
        if (!await WaitForCommitsAsync(world, host, world.Random.Next(1, 6), "at its start", cancellationToken)) return;
        try
        {
            await SetAsync(world, topic, TooSmall);
            world.Report.Struck(Kind, host.Phase.Name());
            await RequireRefusalAsync(world, host, [topic, "block ", " bytes", Setting], cancellationToken);
            world.Retire(host);
            await using HostProcess again = world.StartHost();
            await RequireRefusalAsync(world, again, [topic, Setting], cancellationToken);
            world.Retire(again);
        }
        finally
        {
            await SetAsync(world, topic, Enough);
        }

        await using HostProcess mended = world.StartHost();
        if (await WaitForCommitsAsync(world, mended, 3, "after the topic takes records again", cancellationToken))
            await EndAsync(world, mended, cancellationToken);
        world.Retire(mended);
    }

    private async Task RequireRefusalAsync(World world, HostProcess host, string[] parts, CancellationToken cancellationToken)
    {
        int? code = await WaitForExitAsync(world, host, $"after topic {parts[0]} had begun to refuse its records", cancellationToken);
        if (code is null) return;
        if (code != SinkCode) world.Problem(Kind, host, $"the host ended with exit code {code}, not {SinkCode}, when a topic refused its records");
        string said = Array.FindLast(host.Events, static entry => entry.Name == HostEvent.StreamFailed)?.Message ?? "";
        string[] missing = Array.FindAll(parts, part => !said.Contains(part, StringComparison.Ordinal));
        if (missing.Length > 0) world.Problem(Kind, host, $"the host does not name {string.Join(", ", missing)} when a topic refuses its records, but says: {said}");
    }

    private static async Task SetAsync(World world, string topic, string value)
    {
        using IAdminClient admin = Consumers.Admin(world.Kafka.BootstrapServers);
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
                [new ConfigEntry { Name = Setting, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }
}
