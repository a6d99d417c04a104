using HighPerfChainSync.Chain;

namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>Asks all endpoints together for their newest blocks, and knows which of them leads.</summary>
/// <remarks>
/// The head is the highest one that an endpoint shows. Of several with the same height the one that led before still leads, so that
/// endpoints on different branches of the same height do not take turns. Thread: any.
/// </remarks>
internal sealed class EndpointHeads : IAsyncDisposable
{
    /// <summary>How long the others are waited for once one endpoint has answered.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);

    /// <summary>An answer this young is not asked for again in passing.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    /// <summary>How long the answer of an endpoint counts that has been asked again and has not answered yet.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly TimeProvider _time;
    private readonly HeadPoll[] _polls;
    private readonly EndpointChooser _chooser;

    /// <summary>Creates it; nothing is asked yet.</summary>
    public EndpointHeads(EndpointChooser chooser, TimeProvider time)
    {
        _chooser = chooser;
        _time = time;
        _polls = new HeadPoll[chooser.All.Length];
        for (int i = 0; i < _polls.Length; i++) _polls[i] = new HeadPoll(chooser.All[i], time);
    }

    /// <summary>Asks every endpoint that is well, each once, and waits for the first head and a little for the others.</summary>
    /// <returns>The highest head that was shown, or null when none has answered.</returns>
    public async ValueTask<ChainHead?> AskAsync(CancellationToken cancellationToken)
    {
        var open = new List<Task<ChainHead?>>(_polls.Length);
        var asked = new List<HeadPoll>(_polls.Length);
        var hanging = new List<Task<ChainHead?>>();
        bool evenAvoided = !HasUsable();
        foreach (HeadPoll poll in _polls)
        {
            if (!IsUsable(poll.Endpoint, evenAvoided)) continue;
            asked.Add(poll);
            bool hangs = poll.IsUnanswered(s_grace);
            open.Add(poll.AskAsync(TimeSpan.Zero, _closing.Token));
            if (hangs) hanging.Add(open[^1]);
        }

        bool hasHead = false;
        while (!hasHead && open.Count > 0)
        {
            Task<ChainHead?> answered = await Task.WhenAny(open).WaitAsync(cancellationToken).ConfigureAwait(false);
            open.Remove(answered);
            hasHead = await answered.ConfigureAwait(false) is not null;
        }

        // One that has had its time before this question does not hold every look up.
        foreach (Task<ChainHead?> question in hanging) open.Remove(question);
        Task others = Task.WhenAll(open);
        await others.WaitAsync(s_grace, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return await BestAsync(asked).ConfigureAwait(false);
    }

    /// <summary>Asks those again, without waiting, that have not been asked for a while: one that lacked a block may have it now.</summary>
    public void Refresh()
    {
        foreach (HeadPoll poll in _polls)
        {
            if (IsUsable(poll.Endpoint, evenAvoided: false)) _ = poll.AskAsync(s_fresh, _closing.Token);
        }
    }

    /// <summary>The endpoints: the one that leads first, then those with higher heads first, last those that are left alone. Those that serve another chain, or have not said which, are left out.</summary>
    public List<RpcEndpoint> InOrder()
    {
        var keyed = new List<(RpcEndpoint Endpoint, bool IsAvoided, ulong Height)>(_polls.Length);
        RpcEndpoint? leader = _chooser.Leader;
        foreach (HeadPoll poll in _polls)
        {
            RpcEndpoint endpoint = poll.Endpoint;
            if (IsUsable(endpoint, evenAvoided: true)) keyed.Add((endpoint, endpoint.Health.IsAvoided, endpoint == leader ? ulong.MaxValue : endpoint.Head ?? 0));
        }

        keyed.Sort(static (x, y) => x.IsAvoided == y.IsAvoided ? y.Height.CompareTo(x.Height) : x.IsAvoided.CompareTo(y.IsAvoided));
        return keyed.ConvertAll(static key => key.Endpoint);
    }

    /// <summary>Ends what is being asked.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (HeadPoll poll in _polls) await poll.Asked.ConfigureAwait(false);
        _closing.Dispose();
    }

    private static bool IsUsable(RpcEndpoint endpoint, bool evenAvoided) =>
        endpoint.IsAccepted && !endpoint.IsExcluded && (evenAvoided || !endpoint.Health.IsAvoided);

    private bool HasUsable()
    {
        foreach (HeadPoll poll in _polls)
        {
            if (IsUsable(poll.Endpoint, evenAvoided: false)) return true;
        }

        return false;
    }

    private async ValueTask<ChainHead?> BestAsync(List<HeadPoll> asked)
    {
        ChainHead? best = null;
        RpcEndpoint? leader = _chooser.Leader;
        RpcEndpoint? leads = null;
        foreach (HeadPoll poll in asked)
        {
            Task<ChainHead?> answer = poll.Asked;
            // One that is slower than the looks follow one another is heard by its answer before.
            if ((answer.IsCompleted ? await answer.ConfigureAwait(false) : poll.LastWithin(s_recent)) is not ChainHead head) continue;
            bool isBetter = best is not ChainHead other || head.Number > other.Number || (head.Number == other.Number && poll.Endpoint == leader);
            if (isBetter) (best, leads) = (head, poll.Endpoint);
        }

        if (leads is not null) _chooser.Leader = leads;
        return best;
    }
}
