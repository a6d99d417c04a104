using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class HostSettingsTests
{
    [Fact]
    public void The_shortest_command_line_has_the_documented_defaults()
    {
        StreamSettings stream = Single("--rpc", "http://node:8545", "--kafka", "broker:9092");

        Assert.Equal(new Uri("http://node:8545"), stream.Options.Rpc.Url);
        Assert.Equal("broker:9092", stream.Kafka?.Options.BootstrapServers);
        Assert.Null(stream.Out);
        Assert.Null(stream.Options.Chain);
        Assert.Null(stream.Options.To);
        Assert.Equal(StartPosition.Resume, stream.Options.From);
        Assert.Equal(EntitySet.Default, stream.Options.Entities);
        Assert.Equal("json", stream.Options.Format);
        Assert.Equal(64L << 20, stream.Options.Pipeline.BudgetBytes);
        Assert.Equal(20, stream.Options.Rpc.BatchSize);
        Assert.Equal(4, stream.Options.Rpc.Concurrency);
        Assert.Equal(TimeSpan.FromSeconds(30), stream.Options.Rpc.Timeout);
    }

    [Fact]
    public void Every_option_reaches_its_setting()
    {
        StreamSettings stream = Single(
            "--rpc", "https://node/path", "--kafka", "b:1", "--chain", "my_chain", "--from", "17", "--to", "20",
            "--entities", "block,log", "--format", "messagepack", "--schema", "extended", "--numbers", "string", "--budget", "200MB", "--http", "2", "--rpc-batch", "7",
            "--rpc-concurrency", "9", "--rpc-rate", "12.5", "--rpc-header", "X-One: 1", "--rpc-header", "X-Two: a: b",
            "--rpc-bearer", "@token", "--rpc-insecure", "--rpc-gzip", "--rpc-timeout", "1500ms",
            "--kafka-config", "linger.ms=5", "--kafka-config", "sasl.password=a=b", "--topic-template", "{chain}",
            "--delivery", "at-least-once", "--timestamps", "ingest");

        RpcEndpointOptions rpc = stream.Options.Rpc;
        Assert.Equal(HttpVersionChoice.Http2, rpc.Http);
        Assert.Equal(7, rpc.BatchSize);
        Assert.Equal(9, rpc.Concurrency);
        Assert.Equal(12.5, rpc.CallsPerSecond);
        Assert.Equal("1", rpc.Headers["X-One"]);
        Assert.Equal("a: b", rpc.Headers["X-Two"]);
        Assert.Equal("@token", rpc.BearerToken);
        Assert.True(rpc.InsecureTls);
        Assert.True(rpc.Gzip);
        Assert.Equal(TimeSpan.FromSeconds(1.5), rpc.Timeout);
        Assert.Equal("my_chain", stream.Options.Chain);
        Assert.Equal(StartPosition.At(17), stream.Options.From);
        Assert.Equal(20UL, stream.Options.To);
        Assert.Equal(EntitySet.Block | EntitySet.Log, stream.Options.Entities);
        Assert.Equal("messagepack", stream.Options.Format);
        Assert.Equal(RecordSchema.Extended, stream.Options.Schema);
        Assert.Equal(NumberForm.String, stream.Options.Numbers);
        Assert.Equal(200L << 20, stream.Options.Pipeline.BudgetBytes);
        KafkaSinkOptions kafka = stream.Kafka!.Options;
        Assert.Equal([new("linger.ms", "5"), new("sasl.password", "a=b")], kafka.Config);
        Assert.Equal("{chain}", kafka.TopicTemplate);
        Assert.Equal(KafkaDelivery.AtLeastOnce, kafka.Delivery);
        Assert.Equal(KafkaTimestamps.Ingest, kafka.Timestamps);
    }

    [Fact]
    public void Every_option_of_Kafka_reaches_the_sink()
    {
        HostSettings settings = Read(
            "--rpc", "http://n", "--kafka", "b:1", "--progress-topic", "p", "--partitions", "12", "--partition-by", "address", "--blocks-per-range", "7",
            "--key", "item_id", "--replicas", "2", "--max-message", "4MB", "--commit-blocks", "9", "--commit-bytes", "3MB", "--commit-delay", "250ms",
            "--start-timeout", "5s", "--skip-provisioning", "--accept-changes", "--dry-run");
        KafkaSinkOptions kafka = Assert.Single(settings.Streams).Kafka!.Options;
        Assert.True(settings.DryRun);
        Assert.Equal("p", kafka.ProgressTopicTemplate);
        Assert.Equal(12, kafka.Partitions);
        Assert.Equal(KafkaPartitionBy.Address, kafka.PartitionBy);
        Assert.Equal(7, kafka.BlocksPerRange);
        Assert.Equal(KafkaRecordKey.ItemId, kafka.RecordKey);
        Assert.Equal((short)2, kafka.ReplicationFactor);
        Assert.Equal(4 << 20, kafka.MaxMessageBytes);
        Assert.Equal(new SinkLimits(9, 3 << 20, TimeSpan.FromMilliseconds(250)), kafka.Limits);
        Assert.Equal(TimeSpan.FromSeconds(5), kafka.StartTimeout);
        Assert.True(kafka.SkipProvisioning);
        Assert.True(kafka.AcceptChanges);

        KafkaSinkOptions plain = Single("--rpc", "http://n", "--kafka", "b:1").Kafka!.Options;
        Assert.Equal(new KafkaSinkOptions { BootstrapServers = "b:1", Config = plain.Config }, plain);
    }

    [Fact]
    public void Mistakes_in_properties_are_named_all_at_once_and_without_their_values()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read(
            "--rpc", "http://n", "--kafka", "b:1", "--kafka-config", "acks=1", "--kafka-config", "sasl.pasword=hunter2",
            "--kafka-config", "batch.size=hunter2", "--commit-delay", "50s"));
        foreach (string key in (string[])["acks", "sasl.pasword", "batch.size"])
            Assert.Contains($"Streams:0:Kafka:Config:{key} (--kafka-config): ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Streams:0:Kafka:CommitDelay (--commit-delay): ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kafka_settings_beside_another_output_are_refused_in_one_sentence()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(
            () => Read("--rpc", "http://n", "--out", "-", "--kafka-config", "linger.ms=5"));
        Assert.Contains("but the records go to '-'", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Message.Split(Environment.NewLine).Length);
    }

    [Theory]
    [InlineData("Streams:0:Rpc:Url (--rpc)", "--rpc", "ws://node", "--out", "null")]
    [InlineData("Streams:0:Rpc:Url (--rpc)", "--out", "null")]
    [InlineData("Streams:0:Out (--out)", "--rpc", "http://n")]
    [InlineData("Streams:0:Out (--out)", "--rpc", "http://n", "--out", "null", "--kafka", "b:1")]
    [InlineData("Streams:0:Kafka:Bootstrap (--kafka)", "--rpc", "http://n", "--topic-template", "x")]
    [InlineData("Streams:0:From (--from)", "--rpc", "http://n", "--out", "-", "--from", "-1")]
    [InlineData("Streams:0:To (--to)", "--rpc", "http://n", "--out", "-", "--to", "latest")]
    [InlineData("Streams:0:To (--to)", "--rpc", "http://n", "--out", "-", "--from", "10", "--to", "9")]
    [InlineData("Streams:0:Entities (--entities)", "--rpc", "http://n", "--out", "-", "--entities", "blocks")]
    [InlineData("Streams:0:Schema (--schema)", "--rpc", "http://n", "--out", "-", "--schema", "wide")]
    [InlineData("Streams:0:Numbers (--numbers)", "--rpc", "http://n", "--out", "-", "--numbers", "words")]
    [InlineData("Streams:0:Format (--format)", "--rpc", "http://n", "--out", "-", "--format", "xml")]
    [InlineData("Streams:0:Budget (--budget)", "--rpc", "http://n", "--out", "-", "--budget", "1MB")]
    [InlineData("Streams:0:Chain (--chain)", "--rpc", "http://n", "--out", "-", "--chain", "a/b")]
    [InlineData("Streams:0:Rpc:Batch (--rpc-batch)", "--rpc", "http://n", "--out", "-", "--rpc-batch", "0")]
    [InlineData("Streams:0:Rpc:Rate (--rpc-rate)", "--rpc", "http://n", "--out", "-", "--rpc-rate", "0")]
    [InlineData("Streams:0:Rpc:Http (--http)", "--rpc", "http://n", "--out", "-", "--http", "3")]
    [InlineData("Streams:0:Rpc:CaFile (--rpc-ca)", "--rpc", "http://n", "--out", "-", "--rpc-ca", "no-such-file")]
    [InlineData("Streams:0:Kafka:Partitions (--partitions)", "--rpc", "http://n", "--kafka", "b:1", "--partitions", "0")]
    [InlineData("Streams:0:Kafka:PartitionBy (--partition-by)", "--rpc", "http://n", "--kafka", "b:1", "--partition-by", "mood")]
    [InlineData("Streams:0:Kafka:RecordKey (--key)", "--rpc", "http://n", "--kafka", "b:1", "--key", "value")]
    [InlineData("Streams:0:Kafka:ReplicationFactor (--replicas)", "--rpc", "http://n", "--kafka", "b:1", "--replicas", "0")]
    [InlineData("Streams:0:Kafka:MaxMessageBytes (--max-message)", "--rpc", "http://n", "--kafka", "b:1", "--max-message", "1KB")]
    [InlineData("Streams:0:Kafka:CommitBytes (--commit-bytes)", "--rpc", "http://n", "--kafka", "b:1", "--commit-bytes", "0")]
    [InlineData("Streams:0:Kafka:TopicTemplate (--topic-template)", "--rpc", "http://n", "--kafka", "b:1", "--topic-template", "a b")]
    [InlineData("Streams:0:Kafka:Delivery (--delivery)", "--rpc", "http://n", "--kafka", "b:1", "--delivery", "maybe")]
    [InlineData("Log:Verbosity (--verbosity)", "--rpc", "http://n", "--out", "-", "--verbosity", "loud")]
    public void A_value_that_cannot_be_used_is_refused_by_key_and_option(string named, params string[] args)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read(args));

        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(
            () => Read("--rpc", "nonsense", "--out", "-", "--rpc-batch", "x", "--to", "y"));

        Assert.Contains("--rpc)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--rpc-batch)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--to)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rpc", "http://user:s3cret@", "--out", "-")]
    [InlineData("--rpc", "http://n", "--out", "-", "--rpc-header", "s3cret")]
    [InlineData("--rpc", "http://n", "--out", "-", "--rpc-header", "Name: s3cret\n")]
    [InlineData("--rpc", "http://n", "--out", "-", "--rpc-bearer", "s3cret\u0001")]
    public void A_refusal_never_repeats_a_secret(params string[] args)
    {
        args[^1] = args[^1].Replace("\n", "\u0001", StringComparison.Ordinal);
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read(args));

        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_refused_instead_of_ignored()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ReadKeys(
            ("Streams:0:Rpc:Url", "http://n"), ("Streams:0:Out", "null"), ("Streams:0:Rpc:Concurency", "9")));

        Assert.Contains("Streams:0:Rpc:Concurency", error.Message, StringComparison.Ordinal);
        Assert.Contains("Concurrency", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_streams_come_from_configuration_and_not_together_with_the_command_line()
    {
        (string, string)[] keys =
        [
            ("Streams:0:Rpc:Url", "http://a"), ("Streams:0:Kafka:Bootstrap", "b:1"), ("Streams:0:Kafka:Config:linger.ms", "1"),
            ("Streams:1:Rpc:Url", "http://c"), ("Streams:1:Out", "directory"),
        ];

        HostSettings settings = ReadKeys(keys);
        Assert.Equal(["Streams:0", "Streams:1"], settings.Streams.Select(s => s.Key));
        Assert.Contains(new("linger.ms", "1"), settings.Streams[0].Kafka!.Options.Config);

        ChainSyncException error = Assert.Throws<ChainSyncException>(() => HostSettings.Read(Build(keys), commandLineDescribesStream: true));
        Assert.Contains("2 streams", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Streams:1:Out", "Streams:0:Out", "Out=-", "Out=-")]
    [InlineData("Streams:1:Out", "Streams:0:Out", "Out=data", "Out=./data/")]
    [InlineData("Streams:1:Chain", "Streams:0:Chain", "Kafka:Bootstrap=b:1;Chain=x", "Kafka:Bootstrap=b:1;Chain=x")]
    [InlineData("Streams:1:Chain", "Streams:0:Chain", "Kafka:Bootstrap=a:1,b:1;Chain=x", "Kafka:Bootstrap=B:1, c:1;Chain=x")]
    [InlineData("Streams:1:Kafka:TopicTemplate", "Streams:0:Kafka:TopicTemplate", "Kafka:Bootstrap=b:1;Kafka:TopicTemplate=all", "Kafka:Bootstrap=b:1;Kafka:TopicTemplate=all")]
    [InlineData("Streams:1:Kafka:ProgressTopicTemplate", "Streams:0:Kafka:ProgressTopicTemplate", "Kafka:Bootstrap=b:1;Kafka:ProgressTopicTemplate=p", "Kafka:Bootstrap=b:1;Kafka:ProgressTopicTemplate=p")]
    public void Two_streams_on_one_target_are_refused_by_both_keys(string named, string other, string first, string second)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ReadTwo(first, second));

        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Equal(ExitCodes.Usage, ExitCodes.Of(error));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Out=null", "Out=null")]
    [InlineData("Out=data", "Out=data/more")]
    [InlineData("Out=data;Chain=x", "Kafka:Bootstrap=b:1;Chain=x")]
    [InlineData("Kafka:Bootstrap=b:1;Chain=x", "Kafka:Bootstrap=b:1;Chain=y")]
    [InlineData("Kafka:Bootstrap=b:1;Chain=x", "Kafka:Bootstrap=c:1;Chain=x")]
    [InlineData("Kafka:Bootstrap=b:1", "Kafka:Bootstrap=b:1")]
    [InlineData("Kafka:Bootstrap=b:1;Kafka:TopicTemplate=one", "Kafka:Bootstrap=b:1;Kafka:TopicTemplate=two")]
    public void Two_streams_with_targets_of_their_own_are_accepted(string first, string second) =>
        Assert.Equal(2, ReadTwo(first, second).Streams.Count);

    private static StreamSettings Single(params string[] args) => Assert.Single(Read(args).Streams);

    private static HostSettings Read(params string[] args)
    {
        List<KeyValuePair<string, string?>> keys = CommandLineSettings.Read(ChainSyncCommandLine.Parse(["sync", .. args]));
        return HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build(), commandLineDescribesStream: true);
    }

    private static HostSettings ReadTwo(string first, string second) => ReadKeys(
        [("Streams:0:Rpc:Url", "http://a"), .. Keys(0, first), ("Streams:1:Rpc:Url", "http://b"), .. Keys(1, second)]);

    private static IEnumerable<(string Key, string Value)> Keys(int stream, string text) =>
        text.Split(';').Select(pair => ($"Streams:{stream}:{pair.Split('=')[0]}", pair.Split('=')[1]));

    private static HostSettings ReadKeys(params (string Key, string Value)[] keys) =>
        HostSettings.Read(Build(keys), commandLineDescribesStream: false);

    private static IConfigurationRoot Build(params (string Key, string Value)[] keys) => new ConfigurationBuilder()
        .AddInMemoryCollection(keys.Select(k => new KeyValuePair<string, string?>(k.Key, k.Value)))
        .Build();
}
