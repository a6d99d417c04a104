using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>What Kafka's clients do to a program that uses them: they must neither hang nor end it.</summary>
public sealed class ClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_never_ends_is_given_up_and_its_client_replaced()
    {
        using AdminSession session = Session(TimeSpan.FromMilliseconds(50));
        IAdminClient? first = null;
        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => session.CallAsync(
            admin =>
            {
                first = admin;
                return new TaskCompletionSource<int>().Task;
            },
            Cancellation));
        Assert.Equal(ErrorCode.Local_TimedOut, error.Error.Code);
        Assert.NotSame(first, await session.CallAsync(Task.FromResult, Cancellation));
    }

    [Fact]
    public async Task A_client_is_replaced_after_three_failures_whatever_it_answers_in_between()
    {
        using AdminSession session = Session(null);
        IAdminClient client = await session.CallAsync(Task.FromResult, Cancellation);
        for (int i = 0; i < 2; i++)
        {
            for (int failure = 1; failure <= 3; failure++)
            {
                Assert.Same(client, await session.CallAsync(Task.FromResult, Cancellation));
                await FailAsync(session);
            }

            IAdminClient next = await session.CallAsync(Task.FromResult, Cancellation);
            Assert.NotSame(client, next);
            client = next;
        }
    }

    [Fact]
    public void A_logger_that_throws_does_not_reach_the_threads_of_a_client()
    {
        var events = new ClientEvents(new ThrowingLogger());
        events.OnError(new Error(ErrorCode.Local_Transport, "connection reset"));
        events.OnLog(new LogMessage("chainsync", SyslogLevel.Critical, "FAIL", "connection reset"));
        Assert.Equal("connection reset", events.Describe());
    }

    [Theory]
    [InlineData("kafka-1", true)]
    [InlineData("kafka-1:9092, kafka-2:9092", true)]
    [InlineData("10.0.0.5:19092", true)]
    [InlineData("[::1]:9092", true)]
    [InlineData("::1", true)]
    [InlineData("SASL_SSL://kafka-1:9092", true)]
    [InlineData("http://127.0.0.1:9092", false)]
    [InlineData("127.0.0.1:99999", false)]
    [InlineData("127.0.0.1:0", false)]
    [InlineData("127.0.0.1:", false)]
    [InlineData("127.0.0.1:abc", false)]
    [InlineData(":9092", false)]
    [InlineData("a:1 b:2", false)]
    [InlineData("a:1,,b:2", false)]
    [InlineData("a/b:9092", false)]
    public void Refuses_what_is_no_address_before_it_connects(string addresses, bool isOne) => Assert.Equal(isOne, BrokerAddresses.Problem(addresses) is null);

    private static Task<KafkaException> FailAsync(AdminSession session) =>
        Assert.ThrowsAsync<KafkaException>(() => session.CallAsync<int>(static _ => throw new KafkaException(ErrorCode.Local_UnknownPartition), Cancellation));

    private static AdminSession Session(TimeSpan? limit)
    {
        var clients = new ClientFactory(new KafkaSinkOptions { BootstrapServers = "127.0.0.1:1" });
        return new AdminSession(clients, new ClientEvents(NullLogger.Instance), limit);
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the disk is full");
    }
}
