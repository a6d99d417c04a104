using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

/// <summary>A crash before any file operation, and another one while recovering from it, neither loses nor repeats a block.</summary>
public sealed class NdjsonFileSinkCrashTests : IDisposable
{
    private const ulong Last = 26;

    private static readonly int[] s_commits = [1, 3, 6, 2, 13, 2];

    private readonly SinkBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public async Task EveryBlockIsThereOnceWhereverItCrashes()
    {
        int crashes = 0;
        for (int step = 1; ; step++)
        {
            using var directory = new TemporaryDirectory();
            var files = new CrashingFiles(step);
            ulong? committed = await RunAsync(directory, files);
            if (!files.Crashed)
            {
                Assert.Equal(Last, committed);
                Check(directory);
                break;
            }

            crashes++;
            await RunAsync(directory, new CrashingFiles(1 + (step % 11)), atLeast: committed);
            Assert.Equal(Last, await RunAsync(directory, DurableFiles.Instance, atLeast: committed));
            Check(directory);
        }

        Assert.True(crashes > 50, $"Only {crashes} operations were interrupted.");
    }

    /// <summary>The complete files of an entity, joined in the order of their names.</summary>
    internal static string AllText(TemporaryDirectory directory, string entity)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(directory.File(entity)).Order(StringComparer.Ordinal);
        return string.Concat(files.Select(File.ReadAllText));
    }

    /// <summary>Runs from the progress to the last block or to the crash; returns what was committed for certain.</summary>
    private async Task<ulong?> RunAsync(TemporaryDirectory directory, IDurableFiles files, ulong? atLeast = null)
    {
        ulong? committed = atLeast;
        var sink = new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = directory.Path, BlocksPerFile = 10 }, files);
        try
        {
            StreamProgress? progress = await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            Assert.True(atLeast is null || progress?.Number >= atLeast, "A committed block is gone.");
            if (progress is not null) Assert.Equal(SinkBlocks.HashOf(progress.Number), progress.Hash);
            ulong next = progress is null ? 0 : progress.Number + 1;
            for (int i = 0; next <= Last; i++)
            {
                if (i % 3 == 1) await DropSomeAsync(sink, next);
                int count = (int)Math.Min((ulong)s_commits[i % s_commits.Length], Last + 1 - next);
                await _blocks.CommitAsync(sink, next, count, Cancel);
                next += (ulong)count;
                committed = next - 1;
            }

            await sink.DisposeAsync();
            return Last;
        }
        catch (ChainSyncException error) when (error.Error == ChainSyncError.Sink)
        {
            Assert.StartsWith($"The directory '{directory.Path}' cannot be written: The process ended here.", error.Message, StringComparison.Ordinal);
            await sink.DisposeAsync();
            return committed;
        }
    }

    /// <summary>Blocks that the chain leaves before their commit; they may fill a file.</summary>
    private async Task DropSomeAsync(NdjsonFileSink sink, ulong next)
    {
        try
        {
            for (ulong number = next; number < next + 9; number++)
                await sink.WriteAsync(_blocks.Make(number), Cancel);
            Assert.True(await sink.TryDropAsync(Cancel));
        }
        finally
        {
            _blocks.ReturnAll();
        }
    }

    private void Check(TemporaryDirectory directory)
    {
        Assert.DoesNotContain(directory.Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(_blocks.Lines(0, Last, Entity.Block), AllText(directory, "blocks"));
        Assert.Equal(_blocks.Lines(0, Last, Entity.Transaction), AllText(directory, "transactions"));
    }
}
