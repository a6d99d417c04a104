using HighPerfChainSync.Chain;
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
using HighPerfChainSync.Verification;
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
        Assert.Equal(EmissionMode.Live, stream.Options.Emit);
        Assert.Equal(1000UL, stream.Options.MaxReorgDepth);
        Assert.Equal(72L << 20, stream.Options.Pipeline.BudgetBytes);
        Assert.Equal(20, stream.Options.Rpc.BatchSize);
        Assert.Equal(32, stream.Options.Rpc.Concurrency);
        Assert.Equal(TimeSpan.FromSeconds(30), stream.Options.Rpc.Timeout);
    }

    [Fact]
    public void Every_option_reaches_its_setting()
    {
        StreamSettings stream = Single(
            "--rpc", "https://node/path", "--kafka", "b:1", "--chain", "my_chain", "--from", "17", "--to", "20",
            "--emit", "confirmations=12", "--max-reorg-depth", "64",
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
        Assert.Equal(EmissionMode.Behind(12), stream.Options.Emit);
        Assert.Equal(64UL, stream.Options.MaxReorgDepth);
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
            "--start-timeout", "5s", "--skip-provisioning", "--accept-changes", "--dry-run", "--headers", "verification");
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
        Assert.Equal(KafkaHeaders.Verification, kafka.Headers);

        KafkaSinkOptions plain = Single("--rpc", "http://n", "--kafka", "b:1").Kafka!.Options;
        Assert.Equal(new KafkaSinkOptions { BootstrapServers = "b:1", Config = plain.Config }, plain);
    }

    [Fact]
    public void Every_option_of_verification_reaches_its_setting()
    {
        VerificationOptions plain = Single("--rpc", "http://n", "--out", "null").Options.Verification;
        Assert.Equal(new VerificationOptions(), plain);
        Assert.Equal(VerificationLevel.Roots, plain.Level);

        VerificationOptions all = Single(
            "--rpc", "http://n", "--out", "null", "--verify", "senders", "--on-unverified", "skip-verification",
            "--skip-checks", "gas-price, receipts-root", "--profile", "polygon").Options.Verification;
        Assert.Equal(VerificationLevel.Senders, all.Level);
        Assert.Equal(UnverifiedAction.SkipVerification, all.OnUnverified);
        Assert.Equal([BlockCheck.ReceiptsRoot, BlockCheck.GasPrice], all.SkippedChecks);
        Assert.Equal("polygon", all.Profile);
        HostSettings configured = ReadKeys(("Streams:0:Rpc:Url", "http://n"), ("Streams:0:Out", "null"), ("Streams:0:Verify:Tries", "9"), ("Streams:0:Verify:Level", "none"));
        Assert.Equal(new VerificationOptions { Level = VerificationLevel.None, Tries = 9 }, configured.Streams[0].Options.Verification);
    }

    [Fact]
    public void Several_nodes_come_from_the_command_line()
    {
        StreamOptions options = Single("--rpc", "http://a", "--rpc", "http://b", "--rpc", "https://c/key", "--out", "null", "--rpc-batch", "7", "--rpc-bearer", "t0ken", "--rpc-header", "X-A: 1", "--ws", "wss://a/ws").Options;
        Assert.Equal(new Uri("http://a"), options.Rpc.Url);
        Assert.Equal("t0ken", options.Rpc.BearerToken);
        Assert.Equal(new Uri("wss://a/ws"), options.Rpc.WebSocket);
        Assert.Equal([new Uri("http://b"), new Uri("https://c/key")], options.OtherRpc.Select(endpoint => endpoint.Url));
        Assert.All(options.OtherRpc, endpoint =>
        {
            Assert.Equal(7, endpoint.BatchSize);
            Assert.Null(endpoint.BearerToken);
            Assert.Null(endpoint.WebSocket);
            Assert.Empty(endpoint.Headers);
        });
        Assert.Equal(96, options.Concurrency);
        Assert.Equal(3, options.Endpoints.Count);
    }

    [Fact]
    public void Each_node_of_a_configuration_has_settings_of_its_own()
    {
        StreamOptions options = Assert.Single(ReadKeys(
            ("Streams:0:Out", "null"), ("Streams:0:Rpc:Endpoints:0:Url", "http://a"), ("Streams:0:Rpc:Concurrency", "8"), ("Streams:0:Rpc:Insecure", "true"),
            ("Streams:0:Rpc:Endpoints:0:Headers:X-Key", "k"), ("Streams:0:Rpc:Endpoints:1:Url", "http://b"), ("Streams:0:Rpc:Endpoints:1:Bearer", "t"),
            ("Streams:0:Rpc:Endpoints:1:Concurrency", "2"), ("Streams:0:Rpc:Endpoints:1:Insecure", "false"), ("Streams:0:Rpc:Endpoints:1:WebSocket", "ws://b")).Streams).Options;
        Assert.Equal(new Uri("http://a"), options.Rpc.Url);
        Assert.Equal("k", options.Rpc.Headers["X-Key"]);
        Assert.True(options.Rpc.InsecureTls);
        RpcEndpointOptions other = Assert.Single(options.OtherRpc);
        Assert.Equal("t", other.BearerToken);
        Assert.Empty(other.Headers);
        Assert.False(other.InsecureTls);
        Assert.Equal(new Uri("ws://b"), other.WebSocket);
        Assert.Equal(10, options.Concurrency);
    }

    [Theory]
    [InlineData("Streams:0:Rpc:Endpoints:0:Url", "no address")]
    [InlineData("Streams:0:Rpc:Endpoints:0:Bearer", "t")]
    [InlineData("Streams:0:Rpc:Endpoints:0:Ulr", "http://b")]
    [InlineData("Streams:0:Rpc:Endpoints", "http://b")]
    public void A_node_that_cannot_be_used_is_refused_by_key(string key, string value)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ReadKeys(
            ("Streams:0:Out", "null"), ("Streams:0:Rpc:Url", "http://a"), (key, value)));
        Assert.Contains("Streams:0:Rpc:Endpoints", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_without_an_address_and_an_address_given_twice_are_refused()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ReadKeys(
            ("Streams:0:Out", "null"), ("Streams:0:Rpc:Bearer", "s3cret"), ("Streams:0:Rpc:Endpoints:0:Url", "http://u:s3cret@a"), ("Streams:0:Rpc:Endpoints:1:Url", "http://u:s3cret@a")));
        Assert.Contains("a token, headers or a WebSocket are given", error.Message, StringComparison.Ordinal);
        Assert.Contains("two endpoints have the same address", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_stayed_wrong_and_a_reorganisation_have_codes_of_their_own()
    {
        Assert.Equal(9, ExitCodes.Of(ChainSyncError.Unverified));
        Assert.Equal(5, ExitCodes.Of(ChainSyncError.Reorg));
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
    [InlineData("Streams:0:Emit (--emit)", "--rpc", "http://n", "--out", "-", "--emit", "confirmations=0")]
    [InlineData("Streams:0:MaxReorgDepth (--max-reorg-depth)", "--rpc", "http://n", "--out", "-", "--max-reorg-depth", "-1")]
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
    [InlineData("Streams:0:Verify:Level (--verify)", "--rpc", "http://n", "--out", "-", "--verify", "everything")]
    [InlineData("Streams:0:Verify:OnUnverified (--on-unverified)", "--rpc", "http://n", "--out", "-", "--on-unverified", "ignore")]
    [InlineData("Streams:0:Verify:SkipChecks (--skip-checks): there is no check 'reciepts-root'", "--rpc", "http://n", "--out", "-", "--skip-checks", "gas-price,reciepts-root")]
    [InlineData("Streams:0:Verify:SkipChecks (--skip-checks): receipt-missing, parent-hash cannot be skipped", "--rpc", "http://n", "--out", "-", "--skip-checks", "parent-hash,gas-price,receipt-missing")]
    [InlineData("Streams:0:Verify:Profile (--profile): There is no profile 'etherum'", "--rpc", "http://n", "--out", "-", "--profile", "etherum")]
    [InlineData("Streams:0:Rpc:WebSocket (--ws)", "--rpc", "http://n", "--out", "-", "--ws", "http://n")]
    [InlineData("Streams:0:Rpc:Endpoints:0:Url: not an address", "--rpc", "http://n", "--rpc", "nonsense", "--out", "-")]
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
