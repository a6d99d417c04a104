using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>Two hosts with one identity: exactly one goes on writing, the other says so and ends with an exit code of its own.</summary>
internal sealed class SecondInstanceFault(FaultKind kind) : Fault(kind)
{
    /// <summary>What <c>chainsync --help</c> promises for an instance that has lost its stream.</summary>
    private const int FencedCode = 6;

    private const string FencedText = "Another instance writes this stream now";
    private const double BlocksPerSecond = 100;

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.Follow(world.NextBlock + 20, BlocksPerSecond);
        await using HostProcess first = world.StartHost();
        if (Kind == FaultKind.Race) await Task.Delay(world.Random.Next(400), cancellationToken);
        else if (!await WaitForCommitsAsync(world, first, world.Random.Next(2, 10), "at its start", cancellationToken)) return;
        if (Kind == FaultKind.Zombie)
        {
            await first.WaitForAsync(static entry => entry.Name is HostEvent.TransactionBegins or HostEvent.Commits).WaitAsync(Patience, cancellationToken);
            first.Signal(ProcessSignals.Suspend);
        }

        world.Report.Struck(Kind, first.Phase.Name());
        await using HostProcess second = world.StartHost();
        if (Kind == FaultKind.Zombie)
        {
            await WaitForCommitsAsync(world, second, 3, "while the first instance is suspended", cancellationToken);
            first.Signal(ProcessSignals.Continue);
        }

        await JudgeAsync(world, first, second, cancellationToken);
        world.Retire(first);
        world.Retire(second);
    }

    private async Task JudgeAsync(World world, HostProcess first, HostProcess second, CancellationToken cancellationToken)
    {
        Task<int> firstEnds = first.WaitForExitAsync(cancellationToken);
        Task<int> secondEnds = second.WaitForExitAsync(cancellationToken);
        Task<int> ended;
        try
        {
            ended = await Task.WhenAny(firstEnds, secondEnds).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            world.Problem(Kind, first, $"two instances run side by side for {Patience.TotalSeconds:0} s");
            return;
        }

        (HostProcess loser, HostProcess winner) = ended == firstEnds ? (first, second) : (second, first);
        // Who claims first goes on: an instance that is fenced takes the stream back as long as nobody else has claimed it.
        if (loser == second && Kind == FaultKind.Zombie) world.Problem(Kind, loser, "the instance that had taken over was the one to stop");
        if (await ended != FencedCode) world.Problem(Kind, loser, $"the instance that stopped ended with exit code {await ended}, not {FencedCode}");
        else if (!Array.Exists(loser.Events, static entry => entry.Name == HostEvent.StreamFailed && entry.Message.Contains(FencedText, StringComparison.Ordinal)))
            world.Problem(Kind, loser, "the instance that stopped does not say that another writes the stream");
        if (await WaitForCommitsAsync(world, winner, 3, "after the other instance had stopped", cancellationToken))
            await EndAsync(world, winner, cancellationToken);
    }
}
