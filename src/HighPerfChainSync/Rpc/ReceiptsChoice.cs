using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Remembers how an endpoint can be asked for receipts: the best form first, a lesser one when it is refused or of no use.</summary>
/// <remarks>
/// Behind a load balancer one node may refuse what the others know, so what is best is tried again after a while. Thread: any.
/// </remarks>
internal sealed class ReceiptsChoice(string endpoint, ILogger logger, TimeProvider time)
{
    /// <summary>After this what is best is tried again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    /// <summary>Requests in a row that show that an endpoint answers for receipts before their blocks.</summary>
    private const int ConvincingRequests = 2;

    private readonly Lock _lock = new();
    private ReceiptsForm _form;
    private ReceiptsForm _said;
    private long _chosenAt;
    private long? _numbersRefusedAt;
    private long? _disorderSeenAt;
    private int _disordered;
    private bool _isDisorderSaid;

    /// <summary>The form to ask in now.</summary>
    public ReceiptsForm Current
    {
        get
        {
            lock (_lock)
            {
                if (_form != ReceiptsForm.ByHash && !IsRemembered(_chosenAt)) _form = ReceiptsForm.ByHash;
                return _form;
            }
        }
    }

    /// <summary>Whether it may be asked along with the blocks, as far as is known: it answers for them first.</summary>
    public bool TakesAlong
    {
        get
        {
            lock (_lock) return !IsRemembered(_disorderSeenAt);
        }
    }

    /// <summary>Whether it may be asked by number along with the blocks, as far as is known.</summary>
    public bool TakesEarly
    {
        get
        {
            lock (_lock) return !IsRemembered(_disorderSeenAt) && !IsRemembered(_numbersRefusedAt);
        }
    }

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
            lock (_lock) _numbersRefusedAt = time.GetTimestamp();
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

    /// <summary>Draws the conclusion from a request that asked for receipts along with their blocks.</summary>
    /// <param name="isBehind">Whether all of them came behind their blocks; otherwise some did not, and were of no use.</param>
    public void Came(bool isBehind)
    {
        lock (_lock)
        {
            _disordered = isBehind ? 0 : _disordered + 1;
            if (_disordered < ConvincingRequests) return;
            _disordered = 0;
            _disorderSeenAt = time.GetTimestamp();
            if (_isDisorderSaid) return;
            _isDisorderSaid = true;
        }

        logger.ReceiptsBeforeBlocks(endpoint);
    }

    private bool IsRemembered(long? seenAt) => seenAt is long at && time.GetElapsedTime(at) <= Memory;

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
