using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Remembers how an endpoint can be asked for receipts: the best form first, a lesser one when it is refused.</summary>
/// <remarks>
/// Behind a load balancer one node may refuse what the others know, so the best form is tried again after a while. Thread: any.
/// </remarks>
internal sealed class ReceiptsChoice(string endpoint, ILogger logger, TimeProvider time)
{
    /// <summary>After this the best form is tried again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private ReceiptsForm _form;
    private ReceiptsForm _said;
    private long _chosenAt;

    /// <summary>The form to ask in now.</summary>
    public ReceiptsForm Current
    {
        get
        {
            lock (_lock)
            {
                if (_form != ReceiptsForm.ByHash && time.GetElapsedTime(_chosenAt) > Memory) _form = ReceiptsForm.ByHash;
                return _form;
            }
        }
    }

    /// <summary>Whether it may be asked by number along with the blocks, as far as is known. Thread: any.</summary>
    public bool TakesEarly { get; private set; } = true;

    /// <summary>Draws the conclusion from a refusal.</summary>
    /// <param name="asked">The form that was asked in.</param>
    /// <param name="fault">What the node answered.</param>
    /// <param name="isEarly">Whether it was asked by number along with the blocks, where otherwise a hash would be given.</param>
    /// <returns>Whether there is another form to try at once.</returns>
    public bool Refused(ReceiptsForm asked, RpcFault fault, bool isEarly = false)
    {
        bool isUnknown = fault.Error == ChainSyncError.RpcMethodNotFound;
        if (!isUnknown && !fault.IsInvalidParams) return false;
        if (isEarly)
        {
            TakesEarly = false;
            return true;
        }

        if (asked == ReceiptsForm.OneByOne)
        {
            // Nothing is left: from the top, after a pause.
            Choose(ReceiptsForm.ByHash);
            return false;
        }

        Choose(isUnknown || asked == ReceiptsForm.ByNumber ? ReceiptsForm.OneByOne : ReceiptsForm.ByNumber);
        return true;
    }

    private void Choose(ReceiptsForm form)
    {
        lock (_lock)
        {
            _chosenAt = time.GetTimestamp();
            _form = form;
            if (form <= _said) return;
            _said = form;
        }

        if (form == ReceiptsForm.ByNumber) logger.ReceiptsByNumber(endpoint);
        else logger.ReceiptsOneByOne(endpoint);
    }
}
