using System.Diagnostics;
using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>What the producer delivers, and when it lets go of an arena.</summary>
public sealed class NativeProducerTests
{
    [Fact]
    public void Delivers_values_keys_partitions_and_times_in_order()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        EncodedBlock arena = test.Arena(500);
        test.ProduceAll(arena);
        for (int i = 0; i < 20; i++)
        {
            EmbeddedProducer.Done(test.Producer.Produce(new ProducerRecord
            {
                Topic = 1,
                Partition = i % 2,
                Block = 7,
                TimestampMs = 0,
                Key = [(byte)i, 0, 255],
                Value = i == 0 ? default : arena.GetSpan(arena.Records[i]),
                Arena = arena,
            }));
        }

        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));

        List<ConsumeResult<byte[]?, byte[]?>> plain = test.Read("a", 0, 500);
        for (int i = 0; i < plain.Count; i++)
        {
            Assert.Equal(arena.GetSpan(arena.Records[i]).ToArray(), plain[i].Message.Value);
            Assert.Null(plain[i].Message.Key);
            Assert.Equal(1_000 + i, plain[i].Message.Timestamp.UnixTimestampMs);
        }

        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        List<ConsumeResult<byte[]?, byte[]?>> keyed = test.Read("b", 1, 10);
        for (int i = 0; i < keyed.Count; i++)
        {
            Assert.Equal(new byte[] { (byte)((2 * i) + 1), 0, 255 }, keyed[i].Message.Key);
            Assert.InRange(keyed[i].Message.Timestamp.UnixTimestampMs, now - 600_000, now + 600_000);
        }

        // A value of no bytes is not a tombstone.
        Assert.Equal(Array.Empty<byte>(), test.Read("b", 0, 1)[0].Message.Value);
    }

    [Fact]
    public void Delivers_a_header_with_and_without_a_key()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        EncodedBlock arena = test.Arena(4);
        for (int i = 0; i < 4; i++)
        {
            EmbeddedProducer.Done(test.Producer.Produce(new ProducerRecord
            {
                Topic = 0,
                Block = 7,
                TimestampMs = 1,
                Key = i % 2 == 0 ? default : [9],
                Verification = i < 2 ? "roots"u8 : default,
                Value = arena.GetSpan(arena.Records[i]),
                Arena = arena,
            }));
        }

        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        List<ConsumeResult<byte[]?, byte[]?>> read = test.Read("a", 0, 4);
        for (int i = 0; i < read.Count; i++)
        {
            Assert.Equal(i % 2 == 0 ? null : [9], read[i].Message.Key);
            Assert.Equal(i < 2 ? 1 : 0, read[i].Message.Headers.Count);
            if (i >= 2) continue;
            Assert.Equal("chainsync.verification", read[i].Message.Headers[0].Key);
            Assert.Equal("roots"u8.ToArray(), read[i].Message.Headers[0].GetValueBytes());
        }
    }

    [Fact]
    public void A_header_says_what_was_checked_and_is_made_once()
    {
        var headers = new VerificationHeaders();
        CheckSet two = CheckSet.Empty.With(BlockCheck.TransactionsRoot).With(BlockCheck.BlockHash);
        byte[] plain = headers.Of(new BlockVerification(VerificationLevel.Roots, two, default));
        Assert.Equal("roots", TextEncoding.UTF8.GetString(plain));
        Assert.Equal("roots;unverifiable=block-hash,transactions-root", TextEncoding.UTF8.GetString(headers.Of(new BlockVerification(VerificationLevel.Roots, default, two))));
        Assert.Equal("senders;failed=block-hash,transactions-root", TextEncoding.UTF8.GetString(headers.Of(new BlockVerification(VerificationLevel.Senders, default, default) { Failed = two })));
        Assert.Same(plain, headers.Of(new BlockVerification(VerificationLevel.Roots, default, default)));
    }

    [Fact]
    public void Copies_a_value_that_has_no_arena()
    {
        using var test = new EmbeddedProducer(properties: ("linger.ms", "300"));
        test.Begin();
        byte[] value = [1, 2, 3];
        EmbeddedProducer.Done(test.Producer.Produce(new ProducerRecord { Topic = 0, Block = 1, TimestampMs = 0, Value = value }));
        Array.Clear(value);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        Assert.Equal([1, 2, 3], test.Read("a", 0, 1)[0].Message.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refers_to_an_arena_until_its_transaction_is_settled(bool commit)
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        // Alternating arenas take a slot each time; many arenas make the table grow.
        EncodedBlock[] arenas = [test.Arena(50), test.Arena(50), test.Arena(1)];
        for (int i = 0; i < 50; i++)
        {
            EmbeddedProducer.Done(test.Produce(arenas[0], i));
            EmbeddedProducer.Done(test.Produce(arenas[1], i));
        }

        EmbeddedProducer.Done(test.Produce(arenas[2], 0));
        Assert.Equal([50, 50, 1], Array.ConvertAll(arenas, static arena => arena.References));
        EmbeddedProducer.Done(commit ? test.Producer.Commit(EmbeddedProducer.Limit) : test.Producer.Abort(EmbeddedProducer.Limit));
        Assert.All(arenas, static arena => Assert.Equal(0, arena.References));
        Assert.Null(test.Producer.Failure);

        EmbeddedProducer.Done(test.Producer.Begin());
        test.ProduceAll(arenas[0]);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
    }

    [Fact]
    public async Task A_full_queue_is_waited_for()
    {
        using var test = new EmbeddedProducer(properties: ("queue.buffering.max.messages", "10"));
        test.Begin();
        EncodedBlock arena = test.Arena(300);
        int waits = 0;
        for (int i = 0; i < 300;)
        {
            ProducerResult result = test.Produce(arena, i);
            if (result.Outcome == ProducerOutcome.QueueFull)
            {
                waits++;
                await test.Producer.WaitForRoomAsync(TestContext.Current.CancellationToken);
                continue;
            }

            EmbeddedProducer.Done(result);
            i++;
        }

        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        Assert.True(waits > 0);
        List<ConsumeResult<byte[]?, byte[]?>> records = test.Read("a", 0, 300);
        for (int i = 0; i < 300; i++) Assert.Equal(arena.GetSpan(arena.Records[i]).ToArray(), records[i].Message.Value);
    }

    [Fact]
    public async Task Gives_an_arena_back_at_its_reports_before_the_commit()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        for (int piece = 0; piece < 5; piece++)
        {
            EncodedBlock arena = test.Arena(20);
            test.ProduceAll(arena);
            EmbeddedProducer.Done(await test.Producer.WaitDeliveredAsync(arena, TestContext.Current.CancellationToken));
            Assert.Equal(0, arena.References);
            arena.Clear();
        }

        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        Assert.Equal(100, test.Read("a", 0, 100).Count);
    }

    [Fact]
    public void Delivers_without_transactions()
    {
        using var test = new EmbeddedProducer(transactional: false);
        EmbeddedProducer.Done(test.Producer.Begin());
        EncodedBlock arena = test.Arena(100);
        test.ProduceAll(arena);
        EmbeddedProducer.Done(test.Producer.Flush(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
        Assert.Equal(100, test.Read("a", 0, 100).Count);
    }

    [Fact]
    public void Takes_the_properties_of_a_ProducerConfig_as_they_are()
    {
        using var kafka = new EmbeddedKafka();
        var config = new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            Partitioner = Partitioner.Murmur2Random,
            SecurityProtocol = SecurityProtocol.Plaintext,
            EnableBackgroundPoll = true,
            CancellationDelayMaxMs = 50,
        };
        using var producer = new NativeProducer(config, ["a"], transactional: false, new ClientEvents(NullLogger.Instance));
        EmbeddedProducer.Done(producer.Begin());
        EmbeddedProducer.Done(producer.Flush(EmbeddedProducer.Limit));
    }

    [Theory]
    [InlineData("no.such.property", "hunter22", "No such configuration property")]
    [InlineData("linger.ms", "hunter22", "linger.ms")]
    [InlineData("security.protocol", "hunter22", "security.protocol")]
    [InlineData("ssl.ca.location", "/no/such/hunter22", "ssl.ca.location")]
    public void Names_a_property_that_cannot_be_used_but_never_its_value(string key, string value, string words)
    {
        var properties = new Dictionary<string, string> { ["security.protocol"] = "ssl" };
        properties[key] = value;
        ChainSyncException error = Assert.Throws<ChainSyncException>(
            () => new NativeProducer(properties, ["a"], transactional: false, new ClientEvents(NullLogger.Instance)));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closes_at_once_while_requests_are_under_way()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.SetRoundTrip(1, TimeSpan.FromSeconds(20));
        EncodedBlock arena = test.Arena(1_000, length: 100);
        test.ProduceAll(arena);
        Thread.Sleep(200); // They are on their way now.
        AssertClosesAtOnce(test, arena);
    }

    [Fact]
    public void Closes_at_once_while_the_broker_is_away()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.SetAvailable(1, false);
        EncodedBlock arena = test.Arena(1_000, length: 100);
        test.ProduceAll(arena);
        Assert.Equal(ProducerOutcome.Retry, test.Producer.Commit(TimeSpan.FromMilliseconds(300)).Outcome);
        Assert.Equal(1, arena.References);
        AssertClosesAtOnce(test, arena);
    }

    [Fact]
    public void Closes_in_any_state()
    {
        new EmbeddedProducer().Dispose();
        var begun = new EmbeddedProducer();
        begun.Begin();
        begun.Dispose();
        begun.Producer.Dispose();
    }

    private static void AssertClosesAtOnce(EmbeddedProducer test, EncodedBlock arena)
    {
        long start = Stopwatch.GetTimestamp();
        test.Producer.Dispose();
        Assert.Equal(0, arena.References);
        // Far below the time-outs of requests, far above what a busy machine takes.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(15));
    }
}
