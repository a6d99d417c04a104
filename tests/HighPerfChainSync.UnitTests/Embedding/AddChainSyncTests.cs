using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Embedding;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HighPerfChainSync.UnitTests.Embedding;

public sealed class AddChainSyncTests
{
    [Fact]
    public async Task Streams_run_side_by_side_and_tell_how_they_ended()
    {
        var good = new FakeBlockSink();
        var fault = new ChainSyncException(ChainSyncError.Sink, "disk full");
        var bad = new FakeBlockSink { OnWrite = (_, _) => Task.FromException(fault) };
        using IHost host = Build(builder => builder.AddStream(Options("good") with { To = 99 }, _ => good).AddStream(Options("bad"), _ => bad));
        var streams = host.Services.GetRequiredService<ChainSyncStreams>();
        Assert.Empty(streams.Streams);

        await host.StartAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<StreamResult> results = await streams.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(2, streams.Streams.Count);
        Assert.True(results[0].Succeeded);
        Assert.Equal("good", results[0].Options.Chain);
        Assert.Equal(100, good.Committed.Count);
        Assert.Equal(99ul, results[0].Status.Committed);
        Assert.False(results[1].Succeeded);
        Assert.Same(fault, results[1].Error);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Ending_the_program_stops_the_streams_in_order()
    {
        var sink = new FakeBlockSink();
        using IHost host = Build(builder => builder.AddStream(Options("endless"), _ => sink));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var streams = host.Services.GetRequiredService<ChainSyncStreams>();
        await Pipeline.Until.TrueAsync(() => sink.Committed.Count > 0, "blocks are committed");

        await host.StopAsync(TestContext.Current.CancellationToken);

        StreamResult result = Assert.Single(await streams.Completion);
        Assert.True(result.Succeeded);
        Assert.Equal(1, sink.Closed);
        Assert.Equal((long)sink.Committed.Count, result.Status.BlocksCommitted);
    }

    [Fact]
    public async Task Patience_that_ends_aborts_them()
    {
        bool commits = false;
        var sink = new FakeBlockSink
        {
            OnCommit = cancel =>
            {
                Volatile.Write(ref commits, true);
                return Task.Delay(Timeout.Infinite, cancel);
            },
        };
        using IHost host = Build(builder => builder.AddStream(Options("hangs"), _ => sink));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Pipeline.Until.TrueAsync(() => Volatile.Read(ref commits), "a commit hangs");
        using var impatient = new CancellationTokenSource(100);

        await Record.ExceptionAsync(() => host.StopAsync(impatient.Token));

        StreamResult result = Assert.Single(await host.Services.GetRequiredService<ChainSyncStreams>().Completion);
        Assert.IsAssignableFrom<OperationCanceledException>(result.Error);
        Assert.Empty(sink.Committed);
    }

    [Fact]
    public async Task The_program_ends_with_its_streams_when_it_asks_for_that()
    {
        using IHost host = Build(builder =>
        {
            builder.StopHostWhenDone = true;
            builder.AddStream(Options("short") with { To = 3 }, _ => new FakeBlockSink());
        });

        var streams = host.Services.GetRequiredService<ChainSyncStreams>();

        await host.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(streams.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_sink_that_cannot_be_created_fails_the_start_and_closes_the_others()
    {
        var first = new FakeBlockSink();
        using IHost host = Build(builder => builder
            .AddStream(Options("first"), _ => first)
            .AddStream(Options("second"), IBlockSink (_) => throw new InvalidOperationException("no such directory")));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("no such directory", error.Message);
        Assert.Equal(1, first.Closed);
    }

    private static StreamOptions Options(string chain) => new() { Chain = chain, Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") } };

    private static IHost Build(Action<ChainSyncBuilder> configure)
    {
        var pool = new BlockDataPool();
        HostApplicationBuilder host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        host.Services.AddChainSync(builder =>
        {
            builder.Services = (_, services) => services with { Source = (_, _, _) => new FakeBlockSource(1_000_000), Pool = pool };
            configure(builder);
        });
        return host.Build();
    }
}
