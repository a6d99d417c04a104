using System.Text.RegularExpressions;

namespace HighPerfChainSync.Testing.Processes;

/// <summary>The replay node as a process of its own, so that what it uses is not counted here.</summary>
/// <remarks>Owner: who starts it; ended by: <see cref="DisposeAsync"/>.</remarks>
public sealed partial class ReplayNodeProcess : IAsyncDisposable
{
    /// <summary>A long chain is generated before it serves.</summary>
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _process;

    private ReplayNodeProcess(ChildProcess process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The process; it stays this object's.</summary>
    public System.Diagnostics.Process Process => _process.Process;

    /// <summary>Starts <c>replaynode serve</c>, which must lie beside the program, on a free port, and waits until it serves.</summary>
    /// <param name="arguments">Which chain, and how.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message has what it said.</exception>
    public static async Task<ReplayNodeProcess> StartAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ChildProcess process = ChildProcess.StartAssembly("replaynode.dll", ["serve", "--port", "0", .. arguments], Announcement());
        try
        {
            return new ReplayNodeProcess(process, new Uri((await process.WaitForAnnouncementAsync(s_startLimit, cancellation)).Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Announcement();
}
