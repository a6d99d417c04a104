using System.Diagnostics;
using System.Text.RegularExpressions;
using HighPerfChainSync.Testing.Processes;

namespace HighPerfChainSync.EndToEnd.Brokers;

/// <summary>The library's embedded Kafka in a process of its own, so that what it uses can be told from what the others use.</summary>
internal sealed partial class EmbeddedBroker : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private EmbeddedBroker(ChildProcess process, string bootstrap)
    {
        _process = process;
        Bootstrap = bootstrap;
    }

    public string Bootstrap { get; }

    public static async Task<EmbeddedBroker> StartAsync()
    {
        var process = ChildProcess.StartAssembly("HighPerfChainSync.EndToEnd.dll", [EmbeddedKafkaCommand.Name], Announcement());
        try
        {
            return new EmbeddedBroker(process, (await process.WaitForAnnouncementAsync(s_limit, CancellationToken.None)).Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Process Process() => System.Diagnostics.Process.GetProcessById(_process.Process.Id);

    public async Task CreateTopicsAsync(IReadOnlyList<string> topics)
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string line)
        {
            if (line == EmbeddedKafkaCommand.CreatedPrefix + topics[^1]) created.TrySetResult();
        }

        _process.LineRead += Hear;
        foreach (string topic in topics) await _process.WriteLineAsync(topic);
        await created.Task.WaitAsync(s_limit);
        _process.LineRead -= Hear;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Announcement();
}
