namespace HighPerfChainSync.Verification;

/// <summary>Why a check could not be made. Such a block is not rejected: it is counted, by check and reason.</summary>
public enum UnverifiableReason
{
    /// <summary>It could be made.</summary>
    None = 0,

    /// <summary>A transaction has a type whose encoding is not known here.</summary>
    UnknownTransactionType,

    /// <summary>The node sent a field that is not known here, which may be part of what is hashed.</summary>
    UnknownField,

    /// <summary>The node did not send a field that is part of what is hashed.</summary>
    MissingField,

    /// <summary>A transaction carries no signature, or one of a form that is not known here.</summary>
    UnknownSignature,

    /// <summary>The chain computes it in another way, as its profile says.</summary>
    Profile,
}
