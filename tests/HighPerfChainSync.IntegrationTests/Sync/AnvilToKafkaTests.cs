using System.Globalization;
using HighPerfChainSync.Host.Demo;
using HighPerfChainSync.IntegrationTests.Anvil;
using HighPerfChainSync.IntegrationTests.Host;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>A real node, the real program, a real Kafka, and a consumer that knows nothing of the program.</summary>
public sealed class AnvilToKafkaTests(RealKafka kafka)
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private const int Killed = 128 + SigKill;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_growing_chain_is_there_once_and_in_order_across_a_stop_and_a_kill(string http)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string bootstrap = await kafka.RequireAsync();
        await using AnvilNode node = await AnvilNode.StartAsync(cancellation);
        string coin = await node.DeployCoinAsync(cancellation);
        await node.ProduceAsync(250, transfers: 2, coin, coinTransfers: 3, cancellation);
        string chain = "anvil_" + Guid.NewGuid().ToString("N")[..12];
        string[] command = ["sync", "--rpc", node.Url.ToString(), "--http", http, "--kafka", bootstrap, "--chain", chain, "--log", "json"];

        await using (HostProcess host = HostProcess.Start(command))
        {
            Task growing = node.ProduceAsync(150, transfers: 1, coin, coinTransfers: 2, cancellation);
            await host.WaitForErrorAsync("\"committed\":[0-9]");
            host.Signal(SigTerm);
            HostResult stopped = await host.WaitAsync();
            await growing;
            Assert.True(stopped.ExitCode == 0, stopped.Error);
        }

        await using (HostProcess host = HostProcess.Start(command))
        {
            Task growing = node.ProduceAsync(150, transfers: 1, coin, coinTransfers: 2, cancellation);
            await host.WaitForErrorAsync("resumes after block");
            host.Signal(SigKill);
            Assert.Equal(Killed, (await host.WaitAsync()).ExitCode);
            await growing;
        }

        long last = await node.BlockNumberAsync(cancellation);
        HostResult rest = await HostProcess.RunAsync([.. command, "--to", last.ToString(CultureInfo.InvariantCulture)]);

        Assert.True(rest.ExitCode == 0, rest.Error);
        Assert.True(last > 500);
        ChainContents contents = await ChainContents.ReadAsync(node.Url, 0, (ulong)last, cancellation);
        var options = new KafkaSinkOptions { BootstrapServers = bootstrap };
        foreach (Entity entity in Enum.GetValues<Entity>())
        {
            string topic = options.TopicOf(chain, entity);
            TopicCheck check = TopicCheck.Compare(entity, topic, TopicReader.ReadAll(bootstrap, topic, cancellation), contents.Ids(entity));
            Assert.True(check.Problem is null, $"{topic}: {check.Problem}");
            Assert.True(check.Found > 0, $"{topic} is empty");
        }
    }
}
