using System.Runtime.InteropServices;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Running;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class StreamsRunnerTests : IDisposable
{
    private readonly SilentNotifier _systemd = new();
    private readonly ShutdownSignals _signals;

    public StreamsRunnerTests() =>
        _signals = new ShutdownSignals(NullLogger<ShutdownSignals>.Instance, _systemd, _ => { });

    public void Dispose() => _signals.Dispose();

    [Fact]
    public async Task Streams_that_are_done_end_with_zero() =>
        Assert.Equal(ExitCodes.Ok, await RunAsync((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask));

    [Theory]
    [InlineData(ChainSyncError.ChainMismatch, ExitCodes.Refused)]
    [InlineData(ChainSyncError.ProgressMismatch, ExitCodes.Refused)]
    [InlineData(ChainSyncError.KafkaTopic, ExitCodes.Sink)]
    [InlineData(ChainSyncError.KafkaUnavailable, ExitCodes.Sink)]
    [InlineData(ChainSyncError.Sink, ExitCodes.Sink)]
    [InlineData(ChainSyncError.ParentMismatch, ExitCodes.ParentMismatch)]
    [InlineData(ChainSyncError.Reorg, ExitCodes.ParentMismatch)]
    [InlineData(ChainSyncError.Fenced, ExitCodes.Fenced)]
    [InlineData(ChainSyncError.Configuration, ExitCodes.Usage)]
    public async Task A_failed_stream_ends_with_the_code_of_its_error(ChainSyncError error, int code) =>
        Assert.Equal(code, await RunAsync((_, _) => throw new ChainSyncException(error, "no")));

    [Fact]
    public async Task A_fault_of_the_program_ends_with_its_own_code() =>
        Assert.Equal(ExitCodes.Internal, await RunAsync((_, _) => throw new InvalidOperationException("bug")));

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_fault() =>
        Assert.Equal(ExitCodes.Internal, await RunAsync((_, _) => throw new OperationCanceledException()));

    [Fact]
    public async Task A_failing_stream_ends_the_others_in_order_and_its_code_wins()
    {
        bool stopped = false;
        int code = await RunAsync(
            async (stop, _) =>
            {
                await UntilAsync(stop);
                stopped = true;
            },
            async (_, _) =>
            {
                await Task.Yield();
                throw new ChainSyncException(ChainSyncError.Sink, "no");
            });

        Assert.Equal(ExitCodes.Sink, code);
        Assert.True(stopped);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, ExitCodes.Interrupted)]
    [InlineData(PosixSignal.SIGTERM, ExitCodes.Terminated)]
    public async Task The_first_signal_stops_and_the_second_aborts(PosixSignal signal, int aborted)
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync(async (stop, _) =>
        {
            Send(signal);
            await UntilAsync(stop);
        }));
        Assert.Equal(1, _systemd.Notified);

        Assert.Equal(aborted, await RunAsync(async (_, abort) =>
        {
            Send(signal);
            await UntilAsync(abort);
            abort.ThrowIfCancellationRequested();
        }));
    }

    private void Send(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);
        _signals.Receive(context);
        Assert.True(context.Cancel);
    }

    private static async Task UntilAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private Task<int> RunAsync(params Func<CancellationToken, CancellationToken, Task>[] streams)
    {
        var runs = streams.Select((run, i) => new StreamRun($"Streams:{i}", new StreamStatus(), run)).ToList();
        return new StreamsRunner(runs, _signals, new NoDisplay(), NullLogger<StreamsRunner>.Instance, TimeProvider.System).RunAsync();
    }

    private sealed class NoDisplay : IProgressDisplay
    {
        public Task RunAsync(IReadOnlyList<StreamStatus> streams, CancellationToken end) => Task.CompletedTask;
    }

    private sealed class SilentNotifier : ISystemdNotifier
    {
        public int Notified { get; private set; }

        public bool IsEnabled => true;

        public void Notify(ServiceState state) => Notified++;
    }
}
